import { SIDES } from '../terms/terms.ts'
import type { Address, BySide, Side } from '../terms/terms.ts'

/** Somebody's part in a deal that is over: because the deal ended, or because its side was taken over. */
export interface EndedPart {
  readonly account: Address
  /** Whether it ended because it did not meet a margin call in time. */
  readonly hasDefaulted: boolean
}

/** What a deal's history says of how parts in it ended. Source: the events `takenOver` and `closedOut`. */
interface PartsSeen {
  readonly isClosed: boolean
  /** Who owns the sides now, or owned them when the deal closed. */
  readonly owner: BySide<Address>
  /** Those whose side was taken over. */
  readonly takenFrom: readonly Address[]
  /** The side that the deal was closed out for; null where it was not. */
  readonly defaulter: Side | null
}

/** The parts in one deal that are over. A side that was taken over was in default, whatever becomes of the deal. */
export function endedParts({ isClosed, owner, takenFrom, defaulter }: PartsSeen): readonly EndedPart[] {
  const left = takenFrom.map((account) => ({ account, hasDefaulted: true }))
  const last = isClosed ? SIDES.map((side) => ({ account: owner[side], hasDefaulted: side === defaulter })) : []
  return [...left, ...last]
}

/** What a counterparty has done here before. */
export interface TrackRecord {
  /** Its parts in deals that have ended, in whatever way. */
  readonly done: number
  /** Those of them that ended because it did not meet a margin call. */
  readonly defaulted: number
}

/** The record of whoever owns `addresses`. */
export function trackRecord(ended: readonly EndedPart[], addresses: readonly Address[]): TrackRecord {
  const theirs = ended.filter(({ account }) => addresses.includes(account))
  return { done: theirs.length, defaulted: theirs.filter(({ hasDefaulted }) => hasDefaulted).length }
}
