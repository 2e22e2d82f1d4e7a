/** What a desk that follows Bitcoin's own chain knows of it. A desk that replays history has none of this. */
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day, Instant } from '../../domain/units/time.ts'

/** A Bitcoin node of one's own, or a web service in the manner of mempool.space. */
export type SourceName = 'bitcoinNode' | 'mempoolApi'

/** One block, by its checked header. */
export interface BitcoinBlock {
  readonly height: number
  readonly hash: Hex
  /** The time that its miner gave it. */
  readonly time: Instant
}

/** How one source did when it was asked last. */
export interface SourceSeen {
  readonly name: SourceName
  /** The newest block that it has shown the work for; null before the first. */
  readonly newest: BitcoinBlock | null
  /** World time in milliseconds of its last sound answer; null before the first. */
  readonly answeredAt: number | null
  /** Why it was not believed, or did not answer, the last time; null: it was and did. */
  readonly trouble: string | null
}

/** Two sources say otherwise of the block at one height, which is buried deep enough to be beyond doubt. */
export interface SourcesDiffer {
  readonly height: number
  readonly about: 'hash' | 'fees'
  /** By the earlier of the two blocks' times: fixings of its day and of all later ones rest on it. */
  readonly time: Instant
}

/** What is known of Bitcoin's chain at one moment. */
export interface BitcoinKnown {
  readonly sources: readonly SourceSeen[]
  readonly newest: BitcoinBlock | null
  /** Nothing is published, and nothing relayed, that rests on these. */
  readonly differences: readonly SourcesDiffer[]
}

/** The blocks whose fees a day's hashprice averages: the last one of the day, and those before it. */
export interface DayRewards {
  /** The last block of the day. */
  readonly last: BitcoinBlock
  /** Its compact target. */
  readonly bits: number
  readonly blocks: number
  /** What all of them paid in fees, in satoshi. */
  readonly feesSat: bigint
}

/** Bitcoin's chain, as the desk's sources tell it and their headers prove it. */
export interface BitcoinChain {
  /** Asks the sources for what is new, unless they were asked just now. A source that fails is told in the answer, not thrown. */
  follow(): Promise<BitcoinKnown>
  /** What was known after the last time, without asking. */
  known(): BitcoinKnown
  /**
   * What the last `blocks` blocks up to the end of `day` paid; null while it is not beyond doubt which they are. What every source says of
   * every block is compared.
   *
   * Refuses: `sourcesDiffer` where two say otherwise of a block, or of what it paid. Throws PortFailure('index') where one does not answer.
   */
  rewards(day: Day, blocks: number): Promise<DayRewards | null>
}
