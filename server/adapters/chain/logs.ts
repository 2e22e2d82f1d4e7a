import { toQuantity } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import type { ChainPoint } from '../../domain/deal/chainFacts.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import { readBlockByHash } from './calls.ts'
import { addressOf, countOf, hexOf, listOf, recordOf, wordOf } from './decode.ts'
import type { Chain } from './provider.ts'

/** One event as the chain keeps it, and where. */
export interface Log {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly block: number
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transaction: Hex
  /** The block's timestamp, null from nodes that do not say it with the log. */
  readonly at: Instant | null
}

export interface LogFilter {
  readonly address?: Address
  /** Per position: one topic, several of which any will do, or null for all. */
  readonly topics: readonly (Hex | readonly Hex[] | null)[]
}

/** Most nodes refuse to search more blocks at once. */
const BLOCKS_PER_SEARCH = 2_000

export function logOf(answer: unknown): Log {
  const { address, topics, data, blockNumber, blockHash, logIndex, transactionHash, blockTimestamp } = recordOf(answer)
  return {
    address: addressOf(address),
    topics: listOf(topics).map(wordOf),
    data: hexOf(data),
    block: countOf(blockNumber),
    blockHash: wordOf(blockHash),
    logIndex: countOf(logIndex),
    transaction: wordOf(transactionHash),
    at: blockTimestamp === undefined || blockTimestamp === null ? null : countOf(blockTimestamp),
  }
}

/** All logs between two blocks, both included, by block and index. */
export async function searchLogs(chain: Chain, filter: LogFilter, from: number, to: number): Promise<readonly Log[]> {
  const found: Log[] = []
  for (let first = from; first <= to; first += BLOCKS_PER_SEARCH) {
    const last = Math.min(first + BLOCKS_PER_SEARCH - 1, to)
    const range = { ...filter, fromBlock: toQuantity(first), toBlock: toQuantity(last) }
    found.push(...listOf(await chain.request('eth_getLogs', [range])).map(logOf))
  }
  return found.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)
}

/** The newest log that the filter lets through, null where there is none. Searches backwards from block `to`. */
export async function lastLog(chain: Chain, filter: LogFilter, to: number): Promise<Log | null> {
  for (let last = to; last >= 0; last -= BLOCKS_PER_SEARCH) {
    const found = (await searchLogs(chain, filter, Math.max(0, last - BLOCKS_PER_SEARCH + 1), last)).at(-1)
    if (found !== undefined) return found
  }
  return null
}

/** Says when the block of a log was; asks the node once per block where the log itself does not tell. */
export function blockTimes(chain: Chain): (log: Log) => Promise<Instant> {
  const known = new Map<Hex, Instant>()
  return async ({ at, blockHash }) => {
    const time = at ?? known.get(blockHash)
    if (time !== undefined) return time
    const block = await readBlockByHash(chain, blockHash)
    if (block === null) throw new PortFailure('chain', `block ${blockHash} left the chain while its events were read`)
    if (known.size >= TIMES_KEPT) known.clear()
    known.set(blockHash, block.at)
    return block.at
  }
}

const TIMES_KEPT = 10_000

/** Where a log stands on the chain. */
export function pointOf(log: Log, at: Instant): ChainPoint {
  const { block, blockHash, logIndex, transaction } = log
  return { block, blockHash, logIndex, transaction, at }
}
