import { closeOutPreview } from '../../domain/deal/closeOut.ts'
import type { CloseOut } from '../../domain/deal/closeOut.ts'
import type { Standing } from '../../domain/deal/possibleActs.ts'
import { areAllDaysFixed, takeoverTermsAt, takeoverWindow } from '../../domain/deal/takeover.ts'
import type { TakeoverTerms } from '../../domain/deal/takeover.ts'
import { isFresh } from '../../domain/margin/freshness.ts'
import { unsettledValue } from '../../domain/margin/value.ts'
import { penalty } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import { depositLimit } from '../takeoverLimit.ts'

/** The takeover window of a deal in default, and what comes of it. */
export interface WindowView {
  /** The side that failed. */
  readonly side: Side
  readonly from: Instant
  /** The last moment at which somebody may step in. */
  readonly until: Instant
  readonly penalty: BaseUnits
  /** Whether somebody may step in now: the window is open, a day is left to be fixed, and the index is fresh. */
  readonly isOpen: boolean
  readonly isIndexFresh: boolean
  /** Null where the index cannot be read. */
  readonly worked: WindowWorked | null
}

/** What stepping in, or nobody's stepping in, comes to at the mark of this moment. */
export interface WindowWorked {
  readonly now: TakeoverTerms
  readonly atEnd: TakeoverTerms
  /** The penalty, as far as the account reaches, and what of it the honouring party would get now. */
  readonly penaltyThere: BaseUnits
  readonly restNow: BaseUnits
  /** The most that a transaction sent now may pull in. */
  readonly limit: BaseUnits
  /** What the failed side is worth to whoever has it, if the deal ended now: negative where it owes. */
  readonly worth: bigint
  readonly closeOut: CloseOut
}

/** The window of a deal, null where it has none. */
export function windowView(standing: Standing): WindowView | null {
  const { terms, state, readings, now } = standing
  const window = takeoverWindow(terms, state)
  if (window === null) return null
  const isIndexFresh = isFresh(terms, readings, now)
  return {
    ...window,
    side: state.callSide,
    penalty: penalty(terms, state.callSide),
    isOpen: now <= window.until && isIndexFresh && !areAllDaysFixed(terms, readings),
    isIndexFresh,
    worked: worked(standing, window),
  }
}

function worked(
  { terms, state, readings, now }: Standing,
  { from, until }: { readonly from: Instant; readonly until: Instant },
): WindowWorked | null {
  const value = unsettledValue(terms, state.periodsSettled, readings)
  const closeOut = closeOutPreview(terms, state, readings)
  if (value === null || closeOut === null) return null
  const at = (instant: Instant) => takeoverTermsAt(terms, state, value, instant)
  const present = at(Math.min(Math.max(now, from), until))
  const restNow = baseUnits(present.toHonouring - state.unpaid)
  return {
    now: present,
    atEnd: at(until),
    penaltyThere: baseUnits(restNow + present.reward),
    restNow,
    limit: depositLimit(present.deposit),
    worth: state.callSide === 'seller' ? -value : value,
    closeOut,
  }
}
