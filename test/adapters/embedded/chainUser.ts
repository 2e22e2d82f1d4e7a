/** Somebody who uses a development chain through its RPC address. */
import { setTimeout as sleep } from 'node:timers/promises'
import { rpcTo } from '../../../server/adapters/embedded/rpc.ts'
import type { Rpc } from '../../../server/adapters/embedded/rpc.ts'

export interface SeenReceipt {
  readonly transactionHash: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly status: string
  readonly logs: readonly unknown[]
}

export interface SeenBlock {
  readonly number: string
  readonly hash: string
  readonly timestamp: string
}

export interface ChainUser {
  readonly rpc: Rpc
  /** Sends a transaction that emits an event, and returns its hash without waiting. */
  send(): Promise<string>
  /** Sends one and waits for its receipt. */
  transact(): Promise<SeenReceipt>
  receiptOf(hash: string): Promise<SeenReceipt | null>
  block(which: string): Promise<SeenBlock>
  nonce(): Promise<number>
  /** Every event from the first block on. */
  events(): Promise<readonly unknown[]>
}

/** The first of anvil's development accounts. */
export const SOMEBODY = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'

/** Creates an empty contract; on the way emits an event without topics. */
const EMITS = '0x60006000a000'

export function userOf(url: string): ChainUser {
  const rpc = rpcTo(url)
  const receiptOf = async (hash: string) => (await rpc('eth_getTransactionReceipt', hash)) as SeenReceipt | null
  const send = async () => String(await rpc('eth_sendTransaction', { from: SOMEBODY, data: EMITS }))
  return {
    rpc,
    send,
    receiptOf,
    transact: async () => {
      const hash = await send()
      return until(() => receiptOf(hash))
    },
    block: async (which) => (await rpc('eth_getBlockByNumber', which, false)) as SeenBlock,
    nonce: async () => Number(await rpc('eth_getTransactionCount', SOMEBODY, 'latest')),
    events: async () => (await rpc('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest' })) as readonly unknown[],
  }
}

const ATTEMPTS = 500

/** Asks until there is an answer, however it fails in between; gives up in the end. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  let why: unknown = 'there never was an answer'
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const answer = await ask()
      if (answer !== null) return answer
    } catch (error) {
      why = error
    }
    await sleep(20)
  }
  throw new Error('gave up waiting', { cause: why })
}
