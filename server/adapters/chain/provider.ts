import { FetchRequest, JsonRpcProvider, isError } from 'ethers'
import type { CallExceptionError } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import { countOf } from './decode.ts'
import type { Hex } from '../../domain/terms/terms.ts'

/** A node of one chain, by JSON-RPC. */
export interface Chain {
  readonly url: string
  readonly chainId: number
  /** One request. Throws `CallReverted` where the contract refused, PortFailure where the node did. */
  request(method: string, params: readonly unknown[]): Promise<unknown>
  close(): void
}

/** The contract ran and refused; `data` is its encoded error, empty where it gave none. */
export class CallReverted extends Error {
  readonly data: Hex

  constructor(data: Hex, options?: ErrorOptions) {
    super(`the contract reverted with ${data}`, options)
    this.name = 'CallReverted'
    this.data = data
  }
}

const REQUEST_TIMEOUT_MS = 15_000

/** What nodes say when a contract stopped by itself, as opposed to not having been run ("header not found"). */
const STOPPED = /revert|evm error|out of gas|gas required exceeds|invalid opcode|invalid jump|stack (under|over)flow/i

/**
 * Connects to the node at `url` and holds it to `chainId`. Requests of the same turn travel in one batch; nothing is cached.
 *
 * Refuses: PortFailure where the node does not answer, or answers for another chain.
 */
export async function connectChain(url: string, chainId: number): Promise<Chain> {
  const connection = new FetchRequest(url)
  connection.timeout = REQUEST_TIMEOUT_MS
  const provider = new JsonRpcProvider(connection, chainId, {
    staticNetwork: true,
    batchStallTime: 0,
    cacheTimeout: -1,
    pollingInterval: 20,
  })
  const chain: Chain = {
    url,
    chainId,
    request: (method, params) => request(provider, method, params),
    close: () => provider.destroy(),
  }
  try {
    await assertChainId(chain)
  } catch (failure) {
    chain.close()
    throw failure
  }
  return chain
}

/** Which chain the node at `url` is on. Throws PortFailure where it does not say. */
export async function readChainId(url: string): Promise<number> {
  const question = new FetchRequest(url)
  question.timeout = REQUEST_TIMEOUT_MS
  question.body = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }
  try {
    const response = await question.send()
    response.assertOk()
    return countOf((response.bodyJson as { readonly result?: unknown }).result)
  } catch (cause) {
    throw new PortFailure('chain', `the node does not say which chain it is on: ${messageOf(cause)}`, { cause })
  }
}

/** Asks the node which chain it is on. Throws PortFailure where it does not answer or has become another. */
export async function assertChainId(chain: Chain): Promise<void> {
  const answered = countOf(await chain.request('eth_chainId', []))
  if (answered === chain.chainId) return
  throw new PortFailure('chain', `the node answers for chain ${answered}, not for ${chain.chainId}`)
}

async function request(provider: JsonRpcProvider, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    const answer: unknown = await provider.send(method, [...params])
    return answer
  } catch (cause) {
    if (isError(cause, 'CALL_EXCEPTION') && STOPPED.test(nodeMessage(cause))) {
      throw new CallReverted((cause.data ?? '0x') as Hex, { cause })
    }
    throw new PortFailure('chain', `${method}: ${messageOf(cause)}`, { cause })
  }
}

function nodeMessage(failure: CallExceptionError): string {
  const info: unknown = failure.info
  return JSON.stringify({ info })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
