/** What the desk needs to prove Bitcoin's difficulty on its chain, and to hold what is attested against the proof. */
import type { Difference, ProvenEpoch } from '../../domain/index/proven.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import type { AccountId } from './accounts.ts'

/**
 * Raw headers of Bitcoin's chain, wherever they come from: a node, or a built-in table that knows only some of them.
 *
 * Nothing that it says is trusted: the relay checks every header. A source that lies, lags or is silent can only make the index fall
 * silent, and one that was led astray by a branch of Bitcoin that lost says something else the next time it is asked.
 */
export interface HeaderSource {
  /**
   * Height of the newest block known at desk time `asOf`; null where there is none. A source that replays history says nothing
   * of later blocks; a node answers with its own newest, and whatever is dated after the desk's clock waits.
   */
  newestHeight(asOf: Instant): Promise<number | null>
  /**
   * `count` headers of 80 bytes from height `from` on, each the successor of the one before; fewer, down to none, where the source
   * does not know them all. Throws PortFailure('index') where it does not answer.
   */
  headers(from: number, count: number): Promise<readonly Hex[]>
}

/** What a relay was deployed with, for good. */
export interface RelayRules {
  /** The epoch that is trusted as it was given. */
  readonly anchor: number
  /** Headers that a claim shows at least. */
  readonly headersRequired: number
  /** Seconds for which a claim stands before it is final. */
  readonly finalityWindow: number
}

/** How far a relay has come. */
export interface RelayState {
  /** The newest epoch, final or standing. */
  readonly newest: number
  readonly newestFinal: number
}

/** The beginning of an epoch, by the headers around it. */
export interface RetargetClaim {
  readonly number: number
  /** The last headers of the epoch before, and the first of this one. */
  readonly ending: Hex
  readonly opening: Hex
}

/** The transaction that a claim was made with. */
interface ClaimMined {
  readonly transaction: Hex
  readonly block: number
  readonly gasUsed: bigint
}

interface ToldByRelay {
  readonly number: number
  /** How many headers were shown for it; 0 for the anchor. */
  readonly shown: number
  /** The headers themselves, each run in one piece; none where the transaction does not have them as a call of the relay. */
  readonly headers: readonly Hex[]
  readonly block: number
  readonly logIndex: number
  readonly transaction: Hex
  readonly at: Instant
}

/** What the relay said in one event: that an epoch began, or that it was still in force. Both are final only after its window. */
export type RelayFact = ToldByRelay &
  (
    | { readonly kind: 'retarget'; readonly bits: number; readonly firstTime: Instant; readonly firstHash: Hex }
    | { readonly kind: 'survival'; readonly until: Instant }
  )

export type RetargetFact = Extract<RelayFact, { kind: 'retarget' }>
export type SurvivalFact = Extract<RelayFact, { kind: 'survival' }>

/** The relay of Bitcoin's difficulty. Everything that is sent to it, anyone may send. */
export interface DifficultyRelay {
  readonly address: Address
  /** Read once. */
  rules(): Promise<RelayRules>
  state(): Promise<RelayState>
  /** Until when an epoch is finally known to have been in force; 0 if nothing was shown beyond its first header. */
  finalUntil(number: number): Promise<Instant>
  /** Each refuses: `chainRefused` with the relay's error as `reason`. */
  retarget(claim: RetargetClaim): Promise<ClaimMined>
  proveTip(claim: { readonly number: number; readonly day: Day; readonly headers: Hex }): Promise<ClaimMined>
  dispute(claim: { readonly number: number; readonly headers: Hex }): Promise<ClaimMined>
  /** All that it said between two blocks, both included, in chain order. */
  facts(from: number, to: number): Promise<readonly RelayFact[]>
}

/** An oracle whose fixings follow from the relay: anyone may ask it to take note of what has become final there. */
export interface ProvenOracle {
  /** The last day that could be made final now; the last final one where there is no more. */
  fixable(): Promise<Day>
  /** Refuses: `chainRefused`, `NothingToFix`. */
  fix(upTo: Day): Promise<ClaimMined>
}

/** What the relay said, as the chain indexer copied it. */
export interface RelayFactStore {
  /** Makes `facts` what was said in the blocks from `from` to `to`: writes them, and drops what else was known of these blocks. */
  replaceBetween(from: number, to: number, facts: readonly RelayFact[]): Promise<void>
  dropAbove(block: number): Promise<void>
  /** The last word on the beginning of each epoch, oldest epoch first; without the headers, which are many. */
  retargets(): Promise<readonly RetargetFact[]>
  /** With its headers. */
  retarget(number: number): Promise<RetargetFact | null>
  /** The survivals of one epoch, earliest time first, with their headers. */
  survivals(number: number): Promise<readonly SurvivalFact[]>
}

/** A person has looked at fixings that differ from the proof, and decided that the desk acts on them again. */
export interface Resolution {
  readonly by: AccountId
  /** Desk time. */
  readonly at: Instant
  readonly reason: string
  /** The differences that were seen: another one stops the desk again. */
  readonly covers: readonly Difference[]
}

/** One epoch, final on the relay, and the fixings of its days held against it. */
export interface EpochCheck extends ProvenEpoch {
  /** The relay's transaction. */
  readonly transaction: Hex
  /** The epoch's days for which there are fixings here; `to` is null while the next epoch is not final. */
  readonly from: Day
  readonly to: Day | null
  /** The last day on which every series was compared; the day before `from` while there is none. */
  readonly through: Day
  readonly differences: readonly Difference[]
  readonly resolutions: readonly Resolution[]
  /** Desk time, and the newest block known then. */
  readonly checkedAt: Instant
  readonly readTo: number
  readonly version: number
}

export interface EpochCheckStore {
  /** Oldest epoch first. */
  all(): Promise<readonly EpochCheck[]>
  read(number: number): Promise<EpochCheck | null>
  /** Writes under optimistic concurrency, as deals are; version 0 has never been written. Throws StaleWrite. Returns the new record. */
  write(check: EpochCheck): Promise<EpochCheck>
  /**
   * The chain above `block` is another one: epochs compared beyond it are compared again from their first day. Until then their
   * differences stand, and what people decided stays.
   */
  reopenAbove(block: number): Promise<void>
}

/** The part of a desk that proves; a desk on a chain without a relay has none of it. */
export interface Proofs {
  readonly relay: DifficultyRelay
  /** Null where the desk has no headers to bring: others may bring theirs. */
  readonly headers: HeaderSource | null
  /** Where the desk's fixings are proven; null where they are attested. */
  readonly oracle: ProvenOracle | null
  readonly facts: RelayFactStore
  readonly checks: EpochCheckStore
}
