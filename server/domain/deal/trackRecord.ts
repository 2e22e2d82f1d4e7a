import type { Address, Side } from '../terms/terms.ts'
import type { Cause } from './phase.ts'

/** How a deal ended, for the record of those who were in it. */
export interface ClosedDeal {
  readonly seller: Address
  readonly buyer: Address
  readonly cause: Cause
  /** The side that did not meet a margin call in time, null if the deal ended otherwise. */
  readonly defaulter: Side | null
}

/** What a counterparty has done here before. */
export interface TrackRecord {
  /** Deals that have ended, in whatever way. */
  readonly done: number
  /** Those of them that ended because it did not meet a margin call. */
  readonly defaulted: number
}

/** The record of whoever owns `addresses`. */
export function trackRecord(closed: readonly ClosedDeal[], addresses: readonly Address[]): TrackRecord {
  const theirs = closed.filter(({ seller, buyer }) => addresses.includes(seller) || addresses.includes(buyer))
  const defaulted = theirs.filter((deal) => deal.defaulter !== null && addresses.includes(deal[deal.defaulter]))
  return { done: theirs.length, defaulted: defaulted.length }
}
