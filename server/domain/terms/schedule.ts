import { SECONDS_PER_DAY } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'
import type { Terms } from './terms.ts'

/** How many days the deal accrues for: periodDays · periods. */
export function totalDays({ periodDays, periods }: Pick<Terms, 'periodDays' | 'periods'>): number {
  return periodDays * periods
}

/** First accrual day of period number `period`, counted from 0. */
export function firstDayOf(terms: Terms, period: number): Day {
  return terms.startDay + period * terms.periodDays
}

/** Last accrual day of period number `period`: with its fixing the period can be settled. */
export function lastDayOf(terms: Terms, period: number): Day {
  return firstDayOf(terms, period + 1) - 1
}

/** Last accrual day of the whole deal. */
export function lastDay(terms: Pick<Terms, 'startDay' | 'periodDays' | 'periods'>): Day {
  return terms.startDay + totalDays(terms) - 1
}

/**
 * The first moment at which a deal whose fixing of `missing` does not come may be unwound.
 *
 * Source: escrow semantics, `unwind`.
 */
export function unwindableFrom(terms: Terms, missing: Day): Instant {
  return (missing + 1 + terms.fallbackDays) * SECONDS_PER_DAY
}
