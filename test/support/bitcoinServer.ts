/**
 * A server that tells Bitcoin's chain as a node does (JSON-RPC of Bitcoin Core) and as mempool.space does (REST), from headers that a
 * test gives it; it can be made to misbehave. Headers may be real; what blocks paid in fees is made up.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOf } from '../../server/adapters/index/checkedHeaders.ts'
import { subsidyAt } from '../../server/domain/index/bme.ts'
import { headersIn } from '../../server/domain/index/headers.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'

/** How it takes a question: as it should, not at all, "too many", with nonsense, halfway, or not from this user. */
export type Mood = 'well' | 'silent' | 'busy' | 'garbage' | 'breaksOff' | 'refusing'

export interface BitcoinServer {
  /** The address of the JSON-RPC, with user and password. */
  readonly rpcUrl: string
  readonly restUrl: string
  /** The chain that it tells, by height; the test may change it. */
  headers: Map<number, Hex>
  /** Height of the newest block that it tells. */
  newest: number
  mood: Mood
  /** What the block at a height paid in fees, in satoshi. */
  fees: (height: number) => number
  /** The network that it says it is on, and whether it is still loading it. */
  network: { chain: string; initialblockdownload: boolean }
  /** How often it was asked something. */
  asked: number
  stop(): Promise<void>
}

const USER = 'desk:s3cret/word'

/** Made up: a twentieth of a bitcoin, and some satoshi that tell blocks apart. */
export function madeUpFees(height: number): number {
  return 5_000_000 + (height % 1_000)
}

export async function startBitcoinServer(headers: ReadonlyMap<number, Hex>, newest: number): Promise<BitcoinServer> {
  const http = createServer((request, response) => {
    void answer(server, request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const server: BitcoinServer = {
    rpcUrl: `http://${USER.split(':').map(encodeURIComponent).join(':')}@127.0.0.1:${port}/`,
    restUrl: `http://127.0.0.1:${port}`,
    headers: new Map(headers),
    newest,
    mood: 'well',
    fees: madeUpFees,
    network: { chain: 'main', initialblockdownload: false },
    asked: 0,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve()
        })
        http.closeAllConnections()
      }),
  }
  return server
}

async function answer(server: BitcoinServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  server.asked += 1
  let body = ''
  for await (const part of request) body += String(part)
  if (server.mood === 'silent') return
  if (server.mood === 'busy') return void response.writeHead(429, { 'retry-after': '0' }).end('slow down')
  if (server.mood === 'garbage') return void response.writeHead(200).end('<html>\u0000 {"height": 7')
  if (server.mood === 'breaksOff') {
    response.writeHead(200, { 'content-length': '5000' }).write('[{"result":')
    return void response.destroy()
  }
  const isRest = request.method === 'GET'
  if (!isRest && (server.mood === 'refusing' || !isKnown(request))) return void response.writeHead(401).end()
  const told = isRest ? restAnswer(server, request.url ?? '') : rpcAnswer(server, JSON.parse(body))
  if (told === undefined) return void response.writeHead(404).end('Block not found')
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told))
}

function isKnown({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Basic ${Buffer.from(USER).toString('base64')}`
}

interface Asked {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

function rpcAnswer(server: BitcoinServer, body: unknown): unknown {
  const one = ({ id, method, params }: Asked) => {
    const result = rpcResult(server, method, params)
    return typeof result === 'number'
      ? { id, result: null, error: { code: result, message: 'refused' } }
      : { id, result: result.told, error: null }
  }
  return Array.isArray(body) ? (body as Asked[]).map(one) : one(body as Asked)
}

/** What is told, or the code of an error. */
function rpcResult(
  server: BitcoinServer,
  method: string,
  [first, second]: readonly unknown[],
): { told: unknown } | number {
  if (method === 'getblockchaininfo')
    return { told: { ...server.network, blocks: server.newest, headers: server.newest } }
  if (method === 'getblockhash') {
    const raw = headerAt(server, first as number)
    return raw === undefined ? -8 : { told: knownHash(raw).slice(2) }
  }
  const found = [...server.headers].find(([, raw]) => knownHash(raw) === `0x${String(first)}`)
  if (found === undefined) return -5
  const [height, raw] = found
  if (method === 'getblockheader' && second === false) return { told: raw.slice(2) }
  if (method !== 'getblockstats') return -32_601
  const blockhash = knownHash(raw).slice(2)
  return { told: { height, blockhash, subsidy: Number(subsidyAt(height)), totalfee: server.fees(height) } }
}

const hashes = new Map<Hex, Hex>()

function knownHash(raw: Hex): Hex {
  const hash = hashes.get(raw) ?? hashOf(raw)
  hashes.set(raw, hash)
  return hash
}

function headerAt({ headers, newest }: BitcoinServer, height: number): Hex | undefined {
  return height > newest ? undefined : headers.get(height)
}

function restAnswer(server: BitcoinServer, path: string): unknown {
  if (path === '/api/blocks/tip/height') return server.newest
  const asked = /^\/api\/v1\/blocks\/(?<height>\d+)$/.exec(path)?.groups?.height
  if (asked === undefined) return undefined
  const from = Math.min(Number(asked), server.newest)
  return Array.from({ length: 15 }, (_, below) => from - below).flatMap((height) => {
    const raw = headerAt(server, height)
    return raw === undefined ? [] : [restBlock(server, height, raw)]
  })
}

function restBlock({ fees }: BitcoinServer, height: number, raw: Hex) {
  const [header] = headersIn(raw)
  return {
    id: knownHash(raw).slice(2),
    height,
    version: header!.version,
    timestamp: header!.time,
    bits: header!.bits,
    nonce: header!.nonce,
    merkle_root: header!.merkleRoot.slice(2),
    previousblockhash: header!.previousHash.slice(2),
    extras: { totalFees: fees(height), reward: Number(subsidyAt(height)) + fees(height) },
  }
}
