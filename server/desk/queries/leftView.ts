import { cashOfOwners } from '../../domain/deal/cash.ts'
import type { Cash } from '../../domain/deal/cash.ts'
import { claimOf } from '../../domain/deal/claims.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import { formerSideOf } from '../partyTo.ts'
import type { Viewer } from '../partyTo.ts'
import type { DealRecord } from '../ports.ts'

/** A side that was the viewer's until somebody took it over. */
export interface LeftView {
  readonly side: Side
  readonly at: Instant
  readonly cash: Cash
  /** What was left to it and waits to be claimed. */
  readonly claim: BaseUnits
  /** All that it has taken out: withdrawn while the side was its own, and claimed since. */
  readonly taken: BaseUnits
}

/** What the viewer left behind when its side was taken over; null for whoever has a side, or never had one. */
export function leftView(deal: DealRecord, state: EscrowState, viewer: Viewer): LeftView | null {
  const { terms, facts } = deal
  const left = formerSideOf(deal, viewer)
  if (left === null) return null
  const { side, address } = left
  const taken = facts.findLast(({ event }) => event.name === 'takenOver' && event.previous === address)
  const cash = cashOfOwners(terms, facts, state.balance, side).former.findLast(({ owner }) => owner === address)
  if (taken === undefined || cash === undefined) return null
  const claim = claimOf(state, address)
  return { side, at: taken.point.at, cash, claim, taken: baseUnits(cash.withdrawn + cash.leftover - claim) }
}

/** Somebody whose side was taken over. */
export interface FormerOwner {
  readonly side: Side
  readonly cash: Cash
  /** What was left to it and waits to be claimed. */
  readonly claim: BaseUnits
  /** All that it has taken out: withdrawn while the side was its own, and claimed since. */
  readonly taken: BaseUnits
}

/** Everybody who owned `side` and lost it, the first first. */
export function formerOwners({ terms, facts }: DealRecord, state: EscrowState, side: Side): readonly FormerOwner[] {
  const { former } = cashOfOwners(terms, facts, state.balance, side)
  return former.map((cash) => {
    const claim = claimOf(state, cash.owner)
    return { side, cash, claim, taken: baseUnits(cash.withdrawn + cash.leftover - claim) }
  })
}
