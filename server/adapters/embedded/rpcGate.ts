/**
 * The door to the embedded chain: a JSON-RPC endpoint in front of anvil that tells nobody of a mined transaction before
 * the block is on disk. It forwards everything, over HTTP only.
 */
import { Agent, createServer, request } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../desk/ports.ts'
import { portTaken } from './anvilChild.ts'
import type { RpcAnswer } from './rpc.ts'
import type { Snapshots } from './snapshots.ts'

const LARGEST_BODY = 2 * 1024 * 1024
/** How long a question about a receipt is held before "not yet" is the answer. */
const LONGEST_HOLD_MS = 2_000
const WATCH_PAUSE_MS = 20
const WATCH_TIMES = 250

export interface RpcGate {
  readonly url: string
  close(): Promise<void>
}

export interface GateOptions {
  readonly port: number
  readonly origins: readonly string[]
  /** Where the chain listens now, `null` while it is being started again. */
  readonly upstream: () => string | null
  readonly snapshots: Snapshots
  readonly log: Log
}

interface RpcQuestion {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
}

type Kind = 'read' | 'receipt' | 'send' | 'change' | 'rewind'

// They set how the next block is made, which no snapshot holds, or only answer.
const HARMLESS =
  /^(?:evm_(?:setNextBlockTimestamp|increaseTime|setTime|snapshot|setAutomine|setIntervalMining)|(?:anvil|hardhat)_(?:get\w*|nodeInfo|metadata|dumpState|setBlockTimestampInterval|setNextBlockBaseFeePerGas|impersonateAccount|stopImpersonatingAccount|autoImpersonateAccount))$/
const REWINDS = /^(?:(?:evm|anvil)_revert|anvil_(?:rollback|reorg|reset|loadState)|hardhat_reset)$/

function kindOf(method: unknown): Kind {
  if (typeof method !== 'string') return 'read'
  if (method === 'eth_getTransactionReceipt') return 'receipt'
  if (/^eth_send\w*Sync$/.test(method)) return 'change'
  if (/^(?:eth_send|wallet_send)/.test(method)) return 'send'
  if (REWINDS.test(method)) return 'rewind'
  return /^(?:evm|anvil|hardhat|tenderly)_/.test(method) && !HARMLESS.test(method) ? 'change' : 'read'
}

export async function openRpcGate(options: GateOptions): Promise<RpcGate> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((req, res) => {
    serve(req, res, options, agent).catch((error: unknown) => {
      options.log.error({ error }, 'the chain could not be asked')
      if (!res.headersSent) reply(res, 502, failure(null, 'the chain could not be asked'))
      else res.destroy()
    })
  })
  server.keepAliveTimeout = 65_000
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
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

async function serve(req: IncomingMessage, res: ServerResponse, options: GateOptions, agent: Agent): Promise<void> {
  const origin = req.headers.origin
  if (origin !== undefined) {
    // A page could otherwise spend the development accounts without even reading the answer.
    if (!mayAsk(origin, options.origins)) return void reply(res, 403, failure(null, `${origin} may not ask this chain`))
    res.setHeader('access-control-allow-origin', origin)
    res.setHeader('vary', 'Origin')
  }
  if (req.method === 'OPTIONS') {
    res.setHeader('access-control-allow-methods', 'POST')
    res.setHeader('access-control-allow-headers', 'content-type')
    return void reply(res, 204, '')
  }
  if (req.method !== 'POST') return void reply(res, 405, failure(null, 'JSON-RPC is asked with POST'))
  const body = await read(req)
  if (body === null) return void reply(res, 413, failure(null, `a question may have ${String(LARGEST_BODY)} bytes at most`))
  const upstream = options.upstream()
  if (upstream === null) return void reply(res, 503, failure(null, 'the chain is being started again'))
  const ask = (text: Buffer | string) => forward(upstream, text, agent)
  reply(res, 200, await answerTo(body, ask, options))
}

/** The desk's own pages, and browser extensions: a wallet asks for itself, not for the page it is shown with. */
function mayAsk(origin: string, origins: readonly string[]): boolean {
  return origins.includes(origin) || /^(?:chrome|moz|safari-web)-extension:\/\//.test(origin)
}

type Ask = (text: Buffer | string) => Promise<Buffer>

async function answerTo(body: Buffer, ask: Ask, options: GateOptions): Promise<Buffer | string> {
  const question = parsed(body)
  if (!Array.isArray(question)) {
    return question === null || kindOf(question.method) === 'read' ? ask(body) : answerOne(question, ask, options)
  }
  const answers: string[] = []
  // One after the other: transactions of one sender are in order in a batch.
  for (const one of question as readonly RpcQuestion[]) answers.push((await answerOne(one, ask, options)).toString('utf8'))
  return `[${answers.filter((answer) => answer !== '').join()}]`
}

async function answerOne(question: RpcQuestion, ask: Ask, options: GateOptions): Promise<Buffer | string> {
  const { snapshots, log } = options
  const text = JSON.stringify(question)
  const kind = kindOf(question.method)
  if (kind === 'rewind') snapshots.restartFrom(-1)
  const answer = await ask(text)
  if (kind === 'receipt') return durableReceipt(question, answer, () => ask(text), snapshots)
  if (kind === 'send') void keepOnceMined(answer, ask, options)
  if (kind === 'change' || kind === 'rewind') {
    try {
      await snapshots.flush()
    } catch (error) {
      log.error({ error }, 'the chain could not be kept on disk')
      return failure(question.id, 'the change was made but could not be kept on disk')
    }
  }
  return answer
}

/** The receipt once its block is on disk; "not yet" (null) when that takes too long. */
async function durableReceipt(
  question: RpcQuestion,
  first: Buffer,
  again: () => Promise<Buffer>,
  snapshots: Snapshots,
): Promise<Buffer | string> {
  const block = blockOf(first)
  if (block <= snapshots.durableBlock()) return first
  const hold = new AbortController()
  const kept = snapshots.keep(block).catch(() => undefined)
  await Promise.race([kept, sleep(LONGEST_HOLD_MS, undefined, { signal: hold.signal }).catch(() => undefined)])
  hold.abort()
  // Asked once more: the chain may have been started again, without that block, while we waited.
  const second = await again()
  return blockOf(second) <= snapshots.durableBlock() ? second : JSON.stringify({ jsonrpc: '2.0', id: question.id ?? null, result: null })
}

function blockOf(answer: Buffer): number {
  const { result } = (parsed(answer) ?? {}) as { result?: { blockNumber?: string } | null }
  return result?.blockNumber === undefined ? -1 : Number(result.blockNumber)
}

/** Mining is asynchronous: whoever sends and never asks again should still find the transaction after a crash. */
async function keepOnceMined(sent: Buffer, ask: Ask, { snapshots, log }: GateOptions): Promise<void> {
  const { result } = (parsed(sent) ?? {}) as RpcAnswer
  if (typeof result !== 'string') return
  const text = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'eth_getTransactionReceipt', params: [result] })
  try {
    for (let time = 0; time < WATCH_TIMES; time++) {
      const block = blockOf(await ask(text))
      if (block >= 0) return await snapshots.keep(block)
      await sleep(WATCH_PAUSE_MS)
    }
  } catch (error) {
    log.warn({ error, transaction: result }, 'a transaction was sent and may not be on disk')
  }
}

function parsed(bytes: Buffer): RpcQuestion | readonly RpcQuestion[] | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as RpcQuestion | readonly RpcQuestion[] | null
  } catch {
    // Not ours to judge: the chain says what is wrong with it.
    return null
  }
}

function failure(id: unknown, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code: -32603, message } })
}

function reply(res: ServerResponse, status: number, body: Buffer | string): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  res.end(body)
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

async function forward(url: string, body: Buffer | string, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asking = request(url, { method: 'POST', headers, agent }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () => {
        resolve(Buffer.concat(chunks))
      })
      answer.once('error', reject)
    })
    asking.once('error', reject)
    asking.end(body)
  })
}
