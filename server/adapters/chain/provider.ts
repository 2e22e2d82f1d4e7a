import { PortFailure } from '../../desk/ports.ts'
import { countOf } from './decode.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { RpcError, jsonRpcTo } from './jsonRpc.ts'
import type { JsonRpc } from './jsonRpc.ts'

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

/** The questions that run a contract. */
const RUNS: ReadonlySet<string> = new Set(['eth_call', 'eth_estimateGas'])

/** What nodes say when a contract stopped by itself, as opposed to not having been run ("header not found"). */
const STOPPED = /revert|evm error|out of gas|gas required exceeds|invalid opcode|invalid jump|stack (under|over)flow/i

/**
 * Connects to the node at `url` and holds it to `chainId`. Requests of the same turn travel in one batch; nothing is cached.
 *
 * Refuses: PortFailure where the node does not answer, or answers for another chain.
 */
export async function connectChain(url: string, chainId: number): Promise<Chain> {
  const node = jsonRpcTo(url)
  const chain: Chain = {
    url,
    chainId,
    request: (method, params) => request(node, method, params),
    close: () => {
      node.close()
    },
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
  const node = jsonRpcTo(url)
  try {
    return countOf(await node.ask('eth_chainId', []))
  } catch (cause) {
    throw new PortFailure('chain', `the node does not say which chain it is on: ${messageOf(cause)}`, { cause })
  } finally {
    node.close()
  }
}

/** Asks the node which chain it is on. Throws PortFailure where it does not answer or has become another. */
export async function assertChainId(chain: Chain): Promise<void> {
  const answered = countOf(await chain.request('eth_chainId', []))
  if (answered === chain.chainId) return
  throw new PortFailure('chain', `the node answers for chain ${answered}, not for ${chain.chainId}`)
}

async function request(node: JsonRpc, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await node.ask(method, params)
  } catch (cause) {
    if (cause instanceof RpcError && RUNS.has(method) && STOPPED.test(wholly(cause))) {
      throw new CallReverted(revertData(cause.data), { cause })
    }
    throw new PortFailure('chain', `${method}: ${messageOf(cause)}`, { cause })
  }
}

/** Some nodes name the reason in the message, some beside it. */
function wholly({ message, data }: RpcError): string {
  return JSON.stringify({ message, data })
}

/** The encoded error, wherever the node puts it: by itself, after a word ("Reverted 0x…"), or a level deeper. */
function revertData(told: unknown): Hex {
  const data: unknown = typeof told === 'object' && told !== null && 'data' in told ? told.data : told
  const found = typeof data === 'string' ? /0x(?:[0-9a-f]{2})*$/i.exec(data)?.[0] : undefined
  return (found?.toLowerCase() ?? '0x') as Hex
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
