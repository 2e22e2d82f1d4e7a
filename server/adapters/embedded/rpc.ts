/** Asks a node one thing over JSON-RPC; throws what the node says is wrong. */
export type Rpc = (method: string, ...params: readonly unknown[]) => Promise<unknown>

export interface RpcAnswer {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

export function rpcTo(url: string): Rpc {
  let id = 0
  return async (method, ...params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const answer = (await response.json()) as RpcAnswer
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
}

/** The number of the latest block. */
export async function headOf(rpc: Rpc): Promise<number> {
  return Number(await rpc('eth_blockNumber'))
}

/** The timestamp of the latest or the next block, in unix seconds. */
export async function timestampOf(rpc: Rpc, block: 'latest' | 'pending'): Promise<number> {
  const { timestamp } = (await rpc('eth_getBlockByNumber', block, false)) as { timestamp: string }
  return Number(timestamp)
}
