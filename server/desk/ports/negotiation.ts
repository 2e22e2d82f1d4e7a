/** What the desk keeps of a negotiation: requests for terms, and one negotiation for each quoter. */
import type { NegotiationState, RfqState } from '../../domain/deal/lifecycle.ts'
import type { Address, Hex, Side } from '../../domain/terms/terms.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { AccountId } from './accounts.ts'

/** One transition of a request or a negotiation. History is appended, never edited. */
export interface NegotiationEvent<State extends string> {
  readonly before: State
  readonly event: string
  readonly after: State
  /** What made it happen, in a word or two for people who look into it; reasons given by people are kept elsewhere. */
  readonly cause: string
  readonly at: Instant
  /** An account, 'desk' for what fell due. */
  readonly actor: AccountId
}

/** An acceptance that holds the request's lock. */
export interface Award {
  /** The version of the term sheet that was accepted, and who accepted it, with the account it would sign with. */
  readonly version: number
  readonly by: AccountId
  readonly address: Address | null
  readonly at: Instant
  /** Whether what follows from it is done: the negotiation agreed, the others closed, the deal made as far as it can be. */
  readonly isFinished: boolean
}

/** A request for terms: what somebody wants to trade, and until when quotes are welcome. */
export interface RfqRecord {
  readonly id: string
  readonly requester: AccountId
  /** The side that the requester takes. */
  readonly side: Side
  /** The proposed terms; `fixedRate` is the wished rate, or the index when it was written. */
  readonly sheet: TermSheet
  /** Null: no wish. */
  readonly wishedRate: IndexValue | null
  /** public: on the board. named: seen by those invited only. */
  readonly visibility: 'public' | 'named'
  readonly invited: readonly AccountId[]
  /** Whether the requester's name is kept back until agreement. */
  readonly isPseudonymous: boolean
  /** The broker who wrote it for its two parties. */
  readonly introducedBy: AccountId | null
  /** Desk time; inclusive. */
  readonly expiresAt: Instant
  readonly state: RfqState
  /** The negotiation that won it: written once, by one conditional update; this is the lock. */
  readonly awardedTo: string | null
  /** Written and taken back together with `awardedTo`. */
  readonly award: Award | null
  readonly createdAt: Instant
  readonly events: readonly NegotiationEvent<RfqState>[]
  readonly version: number
}

/** Who wrote a version of the term sheet. */
export type Offerer = 'requester' | 'quoter' | 'broker'

/** One whole version of a term sheet. Never edited: a change makes the next one. */
export interface TermSheetVersion {
  /** Counted from 1. */
  readonly number: number
  readonly sheet: TermSheet
  readonly by: Offerer
  readonly at: Instant
  /** Desk time; inclusive. */
  readonly expiresAt: Instant
  /** The account that the offerer would sign with; null while it has linked none. */
  readonly address: Address | null
}

/** Why somebody declined, as a word that programs can read. */
export const DECLINE_REASONS = ['price', 'size', 'dates', 'collateral', 'counterparty', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Why an offer left the table without anybody answering it: the cause of the event `expire`. */
export const ENDINGS = ['deadline', 'awardedElsewhere', 'rfqWithdrawn', 'rfqExpired'] as const
export type Ending = (typeof ENDINGS)[number]

/** One negotiation: all versions of one term sheet between the requester and one quoter. */
export interface NegotiationRecord {
  readonly id: string
  readonly rfqId: string
  readonly requester: AccountId
  readonly quoter: AccountId
  readonly introducedBy: AccountId | null
  readonly requesterSide: Side
  readonly state: NegotiationState
  /** Oldest first; the last one is on the table. */
  readonly versions: readonly TermSheetVersion[]
  /**
   * The account that each party would sign with, as far as it is known: by its own latest offer or acceptance. The broker's is the
   * one that its fee goes to, fixed when it introduces.
   */
  readonly address: Readonly<Record<Offerer, Address | null>>
  readonly declinedFor: DeclineReason | null
  /** The deal's salt, chosen by the desk when the negotiation began. */
  readonly salt: bigint
  /** The deal it became, once both accounts are known. */
  readonly dealId: Hex | null
  readonly events: readonly NegotiationEvent<NegotiationState>[]
  readonly version: number
}

export interface RfqStore {
  insert(rfq: RfqRecord): Promise<RfqRecord>
  read(id: string): Promise<RfqRecord | null>
  readMany(ids: readonly string[]): Promise<readonly RfqRecord[]>
  /** Writes under optimistic concurrency, as deals are. Throws StaleWrite. Returns the new record. */
  replace(rfq: RfqRecord): Promise<RfqRecord>
  /** Open ones whose deadline is before `asOf`. */
  overdue(asOf: Instant): Promise<readonly RfqRecord[]>
  /** Awarded ones of which something that follows is not done. */
  unfinished(): Promise<readonly RfqRecord[]>
  /** Every request in one of the states, those that expire first coming first. */
  inState(states: readonly RfqState[]): Promise<readonly RfqRecord[]>
  /** Everything an account requested, introduced or was invited to, newest first. */
  concerning(account: AccountId): Promise<readonly RfqRecord[]>
  /** Those that were awarded last, the newest first. */
  lastAwarded(count: number): Promise<readonly RfqRecord[]>
}

export interface NegotiationStore {
  /** Inserts, unless the quoter has one for this request already: then that one is returned. */
  insert(negotiation: NegotiationRecord): Promise<NegotiationRecord>
  read(id: string): Promise<NegotiationRecord | null>
  readMany(ids: readonly string[]): Promise<readonly NegotiationRecord[]>
  readByDeal(dealId: Hex): Promise<NegotiationRecord | null>
  readByQuoter(rfqId: string, quoter: AccountId): Promise<NegotiationRecord | null>
  /** Writes under optimistic concurrency, as deals are. Throws StaleWrite. Returns the new record. */
  replace(negotiation: NegotiationRecord): Promise<NegotiationRecord>
  ofRfqs(rfqIds: readonly string[]): Promise<readonly NegotiationRecord[]>
  /** Introduced or offered ones whose last version expired before `asOf`. */
  overdue(asOf: Instant): Promise<readonly NegotiationRecord[]>
  inState(states: readonly NegotiationState[]): Promise<readonly NegotiationRecord[]>
  /** Those to which something has happened at `since` or later. */
  changedSince(since: Instant): Promise<readonly NegotiationRecord[]>
  /** Agreed, and not a deal yet. */
  withoutDeal(): Promise<readonly NegotiationRecord[]>
  /** Everything in which an account is requester, quoter or broker, newest first. */
  concerning(account: AccountId): Promise<readonly NegotiationRecord[]>
  /** Those of them that are introduced, offered, or agreed and not a deal yet. */
  running(account: AccountId): Promise<readonly NegotiationRecord[]>
}
