/**
 * What the desk needs from outside, named for what it wants. Adapters implement these; tests bring their own.
 * Desk time is the chain's clock (`Clock.asOf`); world time is for leases, logs and ages only.
 */
import type { EscrowFact } from '../domain/deal/chainFacts.ts'
import type { DeskState } from '../domain/deal/lifecycle.ts'
import type { DifficultyEpoch } from '../domain/index/epochs.ts'
import type { IndexReadings, PublishedSeries, SeriesName } from '../domain/index/readings.ts'
import type { Notice } from '../domain/deal/notices.ts'
import type { EscrowState, LivePhase } from '../domain/deal/phase.ts'
import type { EndedPart } from '../domain/deal/trackRecord.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import type { CallPlan } from '../domain/margin/fairCalls.ts'
import type { WarningLevel } from '../domain/margin/warningLevel.ts'
import type { Address, BySide, Hex, Side, Terms } from '../domain/terms/terms.ts'
import type { Refusal } from '../domain/refusals.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import type { IndexValue } from '../domain/units/indexValue.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import type {
  AccountStore,
  AttemptLimiter,
  Ids,
  PasswordHasher,
  SessionRecords,
  WalletProofs,
} from './ports/accounts.ts'
import type { Changes } from './ports/changes.ts'
import type { DeliveryStore, HookSender, Mailer } from './ports/deliveries.ts'
import type { NegotiationStore, RfqStore } from './ports/negotiation.ts'
import type { MismatchStore } from './ports/mismatches.ts'
import type { Opening, Permit } from './ports/openings.ts'
import type { BitcoinChain } from './ports/bitcoin.ts'
import type { ChainEvidence } from './ports/evidence.ts'
import type { ChainInspection } from './ports/operations.ts'
import type { PartyChain } from './ports/parties.ts'
import type { Proofs } from './ports/proofs.ts'
import type { NewsStore, NewsWriter } from './ports/news.ts'
import type { SendingDesk } from './ports/sending.ts'
import type { StatementStore } from './ports/statements.ts'

export interface Clock {
  /** Desk time: the chain's clock. Live it is the world's; in replay it stands still until it is moved. */
  asOf(): Promise<Instant>
  /** World time in milliseconds, for leases and ages. */
  worldNow(): number
}

/** The clock of a desk that replays real history: it only ever moves forward. */
export interface ReplayClock extends Clock {
  /** Moves the chain's clock to `instant`. Refuses: `clockBackwards`. */
  moveTo(instant: Instant): Promise<void>
}

export interface Log {
  info(facts: Readonly<Record<string, unknown>>, message: string): void
  warn(facts: Readonly<Record<string, unknown>>, message: string): void
  error(facts: Readonly<Record<string, unknown>>, message: string): void
}

/** A thing outside did not answer as it should. The desk carries on with what does not need it. */
export class PortFailure extends Error {
  readonly part: 'database' | 'chain' | 'index'

  constructor(part: 'database' | 'chain' | 'index', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PortFailure'
    this.part = part
  }
}

/** Another server has taken over: what this one decided before may have been done by now, and is not its to do. */
export class LeaseLost extends PortFailure {
  constructor(options?: ErrorOptions) {
    super('database', 'another server has taken over', options)
    this.name = 'LeaseLost'
  }
}

/** Somebody else changed the document since it was read; read again and decide again. */
export class StaleWrite extends Error {
  constructor(what: string) {
    super(`${what} was changed by somebody else since it was read`)
    this.name = 'StaleWrite'
  }
}

// ---------------------------------------------------------------- the chain

/** A transaction that was mined and succeeded. */
export interface Mined {
  readonly transaction: Hex
  readonly block: number
  readonly gasUsed: bigint
}

/** What came of instructing many escrows at once, in as many transactions as it takes. */
export interface MinedBatch {
  /** One for each transaction; none where every escrow refused before anything was sent. */
  readonly mined: readonly Mined[]
  /** Escrows that refused, each alone; the others went through. */
  readonly skipped: readonly Address[]
  /** Why they did. */
  readonly reasons: ReadonlyMap<Address, Refusal>
}

export interface Token {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
}

/** Where the desk's contracts stand. */
export interface Network {
  readonly chainId: number
  readonly rpcUrl: string
  readonly factory: Address
  readonly keeper: Address
  readonly oracle: Address
  readonly tokens: readonly Token[]
}

/**
 * Escrows, as the desk instructs them. Everything it sends, anyone may send, and everything is safe to send twice.
 *
 * Refuses, whatever is sent: `gasShort`, `feeAboveCap`. Throws LeaseLost where another server has taken over.
 */
export interface EscrowGateway {
  readonly network: Network
  /** The EIP-712 digest of `terms`: what both sides sign, and the deal's name everywhere. */
  digestOf(terms: Terms): Hex
  /** keccak-256 of the confirmation's canonical text. */
  documentHashOf(text: string): Hex
  escrowOf(terms: Terms): Promise<Address>
  /** Whether `signature` binds `signer` to `digest`: ECDSA recovers the account, or ERC-1271 says yes. */
  isSignedBy(signer: Address, digest: Hex, signature: Hex): Promise<boolean>
  /** Refuses: `chainRefused` with the contract's decoded error as `reason`. */
  open(opening: Opening): Promise<Mined>
  settle(escrows: readonly Address[]): Promise<MinedBatch>
  mark(escrows: readonly Address[]): Promise<MinedBatch>
  closeOut(escrows: readonly Address[]): Promise<MinedBatch>
  /**
   * What the escrow itself says as of the end of `block`, the newest if none is named; phase `none` where no escrow stands. Proposals
   * and claims, which it does not show, are left out.
   */
  readState(escrow: Address, block?: number): Promise<EscrowState>
}

/** One day of one series. */
export interface FixingDay<S extends PublishedSeries = SeriesName> {
  readonly series: S
  readonly day: Day
}

export interface Fixing<S extends PublishedSeries = SeriesName> extends FixingDay<S> {
  readonly value: IndexValue
}

/** Why a day that is reported is not final: too few have signed, or one of the oracle's clocks runs. */
export type FixingWaits = 'forReports' | 'forDelay' | 'withheld' | 'forMove'

/** A day on which reports are in and which is not final. */
export interface PendingFixing extends Fixing<PublishedSeries> {
  /** How many reporters have signed; `value` is the median of what they say. */
  readonly reports: number
  readonly waits: FixingWaits
  /** From when on anyone can make it final, if the days before are; null while it waits for reports. */
  readonly finalFrom: Instant | null
  /** Whether nothing is left that this desk's reporters could say of it. */
  readonly isReported: boolean
}

/** The oracle contract, as publisher and as reader. */
export interface FixingOracle {
  /** The last day that is final on chain, null before the first. */
  lastFixed(series: PublishedSeries): Promise<Day | null>
  /** The day the oracle's series begin with. */
  firstDay(): Promise<Day>
  /** Seconds after a day's end by which the next is final in ordinary times: for ever the same. Null where it cannot be read. */
  heartbeat(series: SeriesName): Promise<number | null>
  /** The days from `from` on that are reported and not final, up to the first that nobody has reported. */
  pending(series: PublishedSeries, from: Day): Promise<readonly PendingFixing[]>
  /**
   * Publishes in the given order, in one transaction; a fixing that is already there with the same value is left alone. Each is final then,
   * or waits if the oracle makes it.
   */
  publish(fixings: readonly Fixing<PublishedSeries>[]): Promise<Mined>
  /** How many reporters there are, and how many of them make a fixing; null where nobody attests. */
  attesters(): Promise<{ readonly reporters: number; readonly threshold: number } | null>
  /** Makes days final that have waited, in the given order, in one transaction; null where somebody else has done so. */
  finalise(days: readonly FixingDay<PublishedSeries>[]): Promise<Mined | null>
  /** The oracle's answers as of now, for recomputing a deal; reads only the days asked for. */
  readings(series: SeriesName, from: Day): Promise<IndexReadings>
}

export interface BlockRef {
  readonly number: number
  readonly hash: Hex
  readonly at: Instant
}

/** Why a fixing holds: so many reporters signed it, or the difficulty of its epoch is proven. */
export type Provenance =
  { readonly source: 'attested'; readonly reports: number } | { readonly source: 'relay'; readonly epoch: number }

export interface FixingFact extends Fixing {
  readonly provenance: Provenance
  readonly block: number
  readonly transaction: Hex
}

/** The chain's history, as the indexer reads it. */
export interface ChainHistory {
  /** The block that is read first: what is older is nothing of the desk's. */
  readonly firstBlock: number
  head(): Promise<BlockRef>
  /** The newest block that stays whatever happens; null on a chain that does not say which that is. */
  finalHead(): Promise<BlockRef | null>
  /** The block of that number on today's chain, null beyond the head. */
  blockAt(number: number): Promise<BlockRef | null>
  /** All escrow events between two blocks, both included, in chain order. `opened` comes from our factory only; others are from whoever emitted them. */
  escrowFacts(from: number, to: number): Promise<readonly EscrowFact[]>
  /** All fixings our oracle made final between two blocks, both included. */
  fixingFacts(from: number, to: number): Promise<readonly FixingFact[]>
}

// ---------------------------------------------------------------- the index

/** Where the difficulty epochs come from: the built-in table, or Bitcoin's own chain. */
export interface IndexSource {
  /** What provenance the API states; of the built-in table, for exact and for estimated epochs. */
  readonly kind: 'epoch-table' | 'bitcoin'
  /** Every difficulty epoch known, from height 0, without gaps. */
  epochs(): Promise<readonly DifficultyEpoch[]>
}

// ---------------------------------------------------------------- the database

export interface SideReadiness {
  readonly signature: Hex | null
  readonly permit: Permit | null
}

/** One transition of the desk part of a deal. History is appended, never edited. */
export interface DealEvent {
  readonly before: DeskState
  readonly event: string
  readonly after: DeskState
  readonly cause: string
  readonly at: Instant
  readonly actor: string
}

/** One deal: what was agreed, how far the desk got, and a copy of what the chain says about it. */
export interface DealRecord {
  /** The EIP-712 digest of the terms. */
  readonly id: Hex
  readonly terms: Terms
  readonly escrow: Address
  readonly state: DeskState
  readonly readiness: BySide<SideReadiness>
  /** The side that was not ready when the opening lapsed. */
  readonly lapsedFor: Side | 'both' | null
  /** Hash of the last opening transaction that the desk sent. */
  readonly opening: Hex | null
  /** A pure fold over `facts`; only the chain indexer writes both. */
  readonly chain: ChainView | null
  readonly facts: readonly EscrowFact[]
  readonly events: readonly DealEvent[]
  /** Where its parties are and when the desk marks it; absent where neither has said where it is: then it is marked at once. */
  readonly callPlan?: CallPlan
  /** How near a call may come before a side is warned; absent: the desk's own level. */
  readonly warnAt?: BySide<WarningLevel>
  /** What its sides were told before and during calls, oldest first; absent: nothing yet. Only the job `warn` writes it. */
  readonly notices?: readonly Notice[]
  readonly version: number
}

/** A deal without its history and its signatures, which grow and which few decisions need. */
export type DealSummary = Omit<DealRecord, 'facts' | 'events' | 'readiness'>

/** What the chain has said of a deal since it was read, and what it comes to. */
export interface FactsAppended {
  readonly deal: DealSummary
  readonly facts: readonly EscrowFact[]
  readonly chain: ChainView
}

/** What the sides of a deal have been told by now. */
export interface NoticesTold {
  readonly deal: DealSummary
  readonly notices: readonly Notice[]
}

/** Some of the live deals. */
export interface LiveWanted {
  readonly phases: readonly LivePhase[]
  /** Only those of which a period ends on this day or before. */
  readonly settlesBy?: Day
  /** Only those that are marked by a plan. */
  readonly planned?: 'only'
}

/** No more than `most` of them, after the deal of that id; from the first where it is null. */
export interface PageOfDeals {
  readonly after: Hex | null
  readonly most: number
}

/** What one deal holds. */
export interface BalanceHeld {
  readonly token: Address
  readonly balance: BySide<BaseUnits>
}

export interface DealStore {
  /** Inserts; does nothing when a deal of that id is there. Returns the stored record. */
  insert(deal: DealRecord): Promise<DealRecord>
  read(id: Hex): Promise<DealRecord | null>
  /** Those of them that are known, in no order. */
  readByEscrows(escrows: readonly Address[]): Promise<readonly DealRecord[]>
  summariesByEscrow(escrows: readonly Address[]): Promise<readonly DealSummary[]>
  /** Inserts many at once. Returns those that were perhaps not inserted, because one of that id is there: they are to be read. */
  insertMany(deals: readonly DealRecord[]): Promise<readonly DealRecord[]>
  /** Writes under optimistic concurrency: `deal.version` is the version it was read at. Throws StaleWrite. Returns the new record. */
  replace(deal: DealRecord): Promise<DealRecord>
  /**
   * Writes many at once, each as `replace` does, and each or not by itself. Returns those that were perhaps not written, because somebody
   * else was faster: they are to be read and decided on again.
   */
  replaceMany(deals: readonly DealRecord[]): Promise<readonly DealRecord[]>
  /** Adds to the facts of many at once; returns those that were perhaps not written, as `replaceMany` does. */
  appendFacts(some: readonly FactsAppended[]): Promise<readonly FactsAppended[]>
  /** Writes what was told of many at once; returns those that were perhaps not written, as `replaceMany` does. */
  noteNotices(some: readonly NoticesTold[]): Promise<readonly NoticesTold[]>
  inState(states: readonly DeskState[]): Promise<readonly DealRecord[]>
  /** Deals on the chain that have not ended: their phase is open, called or defaulted. */
  live(): Promise<readonly DealRecord[]>
  /** Some of them, by id, without their history; all of those that are wanted, if no page is said. */
  liveSummaries(wanted: LiveWanted, page?: PageOfDeals): Promise<readonly DealSummary[]>
  /** What each of them holds. */
  liveBalances(): Promise<readonly BalanceHeld[]>
  /** Those of them in default, whose failed side anybody may take over while their window is open. */
  defaulted(): Promise<readonly DealRecord[]>
  /** Every deal in which one of these accounts owns a side, or owned one that was taken over. */
  ofParties(accounts: readonly Address[]): Promise<readonly DealRecord[]>
  /**
   * Those of them that may wait for somebody: not opened yet, called or warned of a call, offered to be ended early, closed with money
   * of one of these accounts left in the escrow, or with a claim that a takeover left to one of them.
   */
  waiting(accounts: readonly Address[]): Promise<readonly DealRecord[]>
  /** The parts in deals of these accounts that are over; those of others in the same deals may be among them. */
  endedPartsOf(accounts: readonly Address[]): Promise<readonly EndedPart[]>
  /** The deal closed out for a default of which something was told last; null where none was. */
  lastClosedOut(): Promise<DealRecord | null>
  /** Deals of which a side was told something at `since` or later. */
  noticedSince(since: Instant): Promise<readonly DealRecord[]>
  /** Deals with at least one fact in a block above `block`; not more than `most` of them, if that is said. */
  withFactsAbove(block: number, most?: number): Promise<readonly DealRecord[]>
  /** Deals in state `open` whose opening the chain does not know (any more). */
  adrift(): Promise<readonly DealRecord[]>
}

export interface FixingStore {
  /** Makes `facts` the fixings of the blocks from `from` to `to`: writes them, and drops what else was said of these blocks. */
  replaceBetween(from: number, to: number, facts: readonly FixingFact[]): Promise<void>
  read(series: SeriesName, day: Day): Promise<FixingFact | null>
  last(series: SeriesName): Promise<FixingFact | null>
  /** Fixings of the days from `from` to `to`, both included, in order. */
  between(series: SeriesName, from: Day, to: Day): Promise<readonly FixingFact[]>
  dropAbove(block: number): Promise<void>
}

/** How far the chain has been read: recent blocks, newest last, so that a chain that went back is noticed and followed. */
export interface ChainCursor {
  readonly blocks: readonly BlockRef[]
  readonly version: number
}

export interface CursorStore {
  /** Without blocks, and version 0, before anything was read. */
  read(): Promise<ChainCursor>
  /** Writes under optimistic concurrency, as deals are. Throws StaleWrite. Returns the new cursor. */
  write(cursor: ChainCursor): Promise<ChainCursor>
}

export interface Lease {
  readonly name: string
  readonly holder: string
  /** Grows with every change of holder; a write that carries an older token is refused. */
  readonly token: number
  /** World time in milliseconds. */
  readonly until: number
}

export interface LeaseStore {
  /** Takes or renews the lease, or returns null while somebody else holds it. */
  acquire(name: string, holder: string, now: number, milliseconds: number): Promise<Lease | null>
  /** Goes on holding it; null, and nothing changed, where somebody else has taken it since. */
  renew(lease: Lease, until: number): Promise<Lease | null>
  release(lease: Lease): Promise<void>
  /** The lease as its last holder left it; null before anybody took it. */
  read(name: string): Promise<Lease | null>
}

export interface JobRun {
  readonly job: string
  /** Desk time the pass was made for. */
  readonly asOf: Instant
  /** Token of the lease it ran under. */
  readonly token: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly outcome: 'done' | 'failed'
  readonly done: number
  readonly failures: readonly Failure[]
}

/** What of a job did not work, and why; the rest of the job went on. */
export interface Failure {
  readonly what: string
  readonly why: string
  /** What a sentence about it needs, where `why` is one of the desk's own words. */
  readonly facts?: Readonly<Record<string, string>>
}

export interface JobRunStore {
  /** Keyed by (job, asOf): a repeated pass replaces its record. Throws StaleWrite if one with a newer token is there. */
  record(run: JobRun): Promise<void>
  last(job: string): Promise<JobRun | null>
  /** Drops the records of runs that finished before `worldTime` (milliseconds). */
  forgetBefore(worldTime: number): Promise<void>
}

export interface Health {
  /** Throws PortFailure when the part does not answer. */
  database(): Promise<void>
  chain(): Promise<void>
}

/** Everything the desk is wired with. */
export interface Ports {
  readonly clock: Clock
  readonly log: Log
  readonly escrows: EscrowGateway
  readonly oracle: FixingOracle
  readonly parties: PartyChain
  readonly inspection: ChainInspection
  readonly sending: SendingDesk
  readonly history: ChainHistory
  readonly evidence: ChainEvidence
  readonly index: IndexSource
  readonly accounts: AccountStore
  readonly passwords: PasswordHasher
  readonly attempts: AttemptLimiter
  readonly walletProofs: WalletProofs
  readonly ids: Ids
  readonly rfqs: RfqStore
  readonly negotiations: NegotiationStore
  readonly changes: Changes
  readonly deals: DealStore
  readonly fixings: FixingStore
  readonly cursor: CursorStore
  readonly leases: LeaseStore
  readonly runs: JobRunStore
  readonly mismatches: MismatchStore
  readonly deliveries: DeliveryStore
  /** Null where no mail server is known. */
  readonly mailer: Mailer | null
  readonly hooks: HookSender
  /** Who is told when something is wrong with the desk: the operators, by e-mail address. */
  readonly alarms: { readonly operators: readonly string[] }
  readonly statements: StatementStore
  readonly news: NewsStore
  readonly newsWriter: NewsWriter
  readonly sessions: SessionRecords
  readonly health: Health
  /** Null on a chain without a relay. */
  readonly proofs: Proofs | null
  /** Null on a desk that replays history, or has no source of Bitcoin's chain. */
  readonly bitcoin: BitcoinChain | null
}
