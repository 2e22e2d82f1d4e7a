import type { BitcoinChoice } from '../../config/env.ts'
import { bitcoinNode } from '../adapters/index/bitcoinNode.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { liveIndex } from '../adapters/index/liveIndex.ts'
import { mempoolApi } from '../adapters/index/mempoolApi.ts'
import type { Clock, IndexSource, Log } from '../desk/ports.ts'
import type { BitcoinChain } from '../desk/ports/bitcoin.ts'
import type { Proving } from './composePorts.ts'

/** Where the desk's index and its headers come from. */
export interface BitcoinPart {
  readonly index: IndexSource
  /** Null where the index replays the built-in table. */
  readonly bitcoin: BitcoinChain | null
  readonly proving: Proving | null
  /** What to tell people about it. */
  readonly line: string
}

export interface BitcoinWanted {
  readonly choice: BitcoinChoice | null
  readonly clock: Clock
  readonly proving: Proving | null
  readonly log: Log
}

/**
 * The built-in table, or Bitcoin's own chain from where the table is exact. Sources that do not answer keep nobody from starting: pages
 * tell what is known, and what is due waits.
 */
export async function startBitcoinPart({ choice, clock, proving, log }: BitcoinWanted): Promise<BitcoinPart> {
  const table = epochTable()
  const epochs = await table.epochs()
  if (choice === null) {
    return {
      index: table,
      bitcoin: null,
      proving,
      line: `${epochs.length} real difficulty epochs from the built-in table`,
    }
  }
  const { rpcUrl, mempoolUrl } = choice
  const sources = [
    ...(rpcUrl === null ? [] : [bitcoinNode(rpcUrl)]),
    ...(mempoolUrl === null ? [] : [mempoolApi(mempoolUrl)]),
  ]
  const base = epochs.filter(({ isTimeEstimated }) => !isTimeEstimated)
  const { index, headers, bitcoin } = liveIndex({ sources, base, clock, log })
  const { newest } = await bitcoin.follow()
  const height = newest === null ? 'nothing heard of it yet' : `height ${newest.height}`
  return {
    index,
    bitcoin,
    proving: proving && { ...proving, headers },
    line: `Bitcoin’s own chain by ${sources.map(({ name }) => SPOKEN[name]).join(' and ')}, ${height}`,
  }
}

const SPOKEN = { bitcoinNode: 'a node', mempoolApi: 'a mempool service' } as const
