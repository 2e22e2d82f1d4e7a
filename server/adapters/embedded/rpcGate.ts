/** The door to the embedded chain: an HTTP server in front of anvil, for our own pages, wallets and programs. */
import { Agent, createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../desk/ports.ts'
import { portTaken } from './anvilChild.ts'
import { answerTo, failure } from './durableAnswers.ts'
import type { DurableChain } from './durableChain.ts'
import { post } from './rpc.ts'

const LARGEST_BODY = 2 * 1024 * 1024

export interface RpcGate {
  readonly url: string
  close(): Promise<void>
}

export interface GateOptions {
  readonly port: number
  readonly origins: readonly string[]
  /** Where the chain listens now, `null` while it is being started again. */
  readonly upstream: () => string | null
  readonly durable: DurableChain
  readonly log: Log
}

export async function openRpcGate(options: GateOptions): Promise<RpcGate> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((req, res) => {
    answer(req, options, agent)
      .catch((error: unknown): Reply => {
        options.log.error({ error }, 'the chain could not be asked')
        return { status: 502, body: failure(null, 'the chain could not be asked') }
      })
      .then(({ status, body }) => {
        const size = Buffer.byteLength(body)
        res.writeHead(status, {
          ...leave(req, options.origins),
          'content-type': 'application/json',
          'content-length': size,
        })
        res.end(body)
      })
      .catch((error: unknown) => {
        options.log.error({ error }, 'an answer of the chain could not be given')
      })
  })
  server.keepAliveTimeout = 65_000
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      })
      agent.destroy()
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(port) : error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

interface Reply {
  readonly status: number
  readonly body: Buffer | string
}

async function answer(req: IncomingMessage, options: GateOptions, agent: Agent): Promise<Reply> {
  const { origin } = req.headers
  // A page could otherwise spend the development accounts without even reading the answer.
  if (origin !== undefined && !mayAsk(origin, options.origins)) return refused(403, `${origin} may not ask this chain`)
  if (req.method === 'OPTIONS') return { status: 204, body: '' }
  if (req.method !== 'POST') return refused(405, 'JSON-RPC is asked with POST')
  const body = await read(req)
  if (body === null) return refused(413, `a question may have ${LARGEST_BODY} bytes at most`)
  const upstream = options.upstream()
  if (upstream === null) return refused(503, 'the chain is being started again')
  return { status: 200, body: await answerTo(body, { ...options, ask: (text) => post(upstream, text, agent) }) }
}

function refused(status: number, message: string): Reply {
  return { status, body: failure(null, message) }
}

/** What a browser is told of who may ask. */
function leave({ headers: { origin } }: IncomingMessage, origins: readonly string[]): Record<string, string> {
  if (origin === undefined || !mayAsk(origin, origins)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    vary: 'Origin',
  }
}

/** The desk's own pages, and browser extensions: a wallet asks for itself, not for the page it is shown with. */
function mayAsk(origin: string, origins: readonly string[]): boolean {
  return origins.includes(origin) || /^(?:chrome|moz|safari-web)-extension:\/\//.test(origin)
}

/** The body, `null` when it is too large. */
async function read(req: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
