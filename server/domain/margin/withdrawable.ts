import { initialMargin, MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { firstDayOf, lastDayOf } from '../terms/schedule.ts'
import type { IndexReadings } from '../index/readings.ts'
import { isCalled, isInDefault, isLive } from '../deal/phase.ts'
import type { EscrowState } from '../deal/phase.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { max } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { isFresh } from './freshness.ts'
import { restoreLevelAt } from './restoreLevel.ts'
import { sumOfFixings, unsettledValue } from './value.ts'

/**
 * The most that `side` may take out of its account now.
 *
 * Closed: all of it. Live: what exceeds initial margin (range-collateralised) or initial margin plus exposure (marked); 0 while the
 * side is called or a call is past its deadline, and for a marked deal while something is unpaid, waits to be settled, or the
 * index is stale or cannot be read.
 *
 * Units:  base units of the deal's token.
 * Source: term sheet, clause "Withdrawals"; DealEscrow.withdrawable.
 */
export function withdrawable(
  terms: Terms,
  state: EscrowState,
  side: Side,
  readings: IndexReadings,
  now: Instant,
): BaseUnits {
  const balance = state.balance[side]
  if (state.phase === 'closed') return balance
  if (!isLive(state) || isCalled(state, side) || isInDefault(state, now)) return baseUnits(0n)
  if (terms.marking === MARKINGS.rangeCollateralised) return baseUnits(max(0n, balance - initialMargin(terms, side)))
  const value = withdrawalValue(terms, state, readings, now)
  return baseUnits(value === null ? 0n : max(0n, balance - restoreLevelAt(terms, side, value)))
}

/** The value that a withdrawal from a marked deal is measured at, null while none may be made. */
function withdrawalValue(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): bigint | null {
  if (state.unpaid > 0n || isSettleable(terms, state, readings) || !isFresh(terms, readings, now)) return null
  return unsettledValue(terms, state.periodsSettled, readings)
}

/** Whether the fixings of the first unsettled period are all there. */
function isSettleable(terms: Terms, state: EscrowState, readings: IndexReadings): boolean {
  const period = state.periodsSettled
  if (period >= terms.periods) return false
  return sumOfFixings(readings, firstDayOf(terms, period), lastDayOf(terms, period)) !== null
}
