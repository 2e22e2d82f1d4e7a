import { globalAgent, request } from 'node:http'

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
    const answer = JSON.parse((await post(url, body)).toString('utf8')) as RpcAnswer
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
}

/** Posts JSON to the node at `url`, over a connection that is kept, and gives back what it says. */
export async function post(url: string, body: Buffer | string, agent = globalAgent): Promise<Buffer> {
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

/** The number of the latest block. */
export async function headOf(rpc: Rpc): Promise<number> {
  return Number(await rpc('eth_blockNumber'))
}

/** The timestamp of the latest or the next block, in unix seconds. */
export async function timestampOf(rpc: Rpc, block: 'latest' | 'pending'): Promise<number> {
  const { timestamp } = (await rpc('eth_getBlockByNumber', block, false)) as { timestamp: string }
  return Number(timestamp)
}
