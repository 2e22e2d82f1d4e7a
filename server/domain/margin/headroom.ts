import { demand } from '../deal/mark.ts'
import { isCalled, isLive } from '../deal/phase.ts'
import type { EscrowState } from '../deal/phase.ts'
import { settle } from '../deal/settle.ts'
import type { IndexReadings } from '../index/readings.ts'
import { LARGEST_INDEX_VALUE } from '../terms/payoff.ts'
import { lastDay } from '../terms/schedule.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { leastWhere } from '../units/leastWhere.ts'
import { min } from '../units/rounding.ts'
import type { Day, Instant } from '../units/time.ts'
import { unsettledValue } from './value.ts'

/**
 * How far the index may move against a side before it is called. `at`: the value of the next fixing that brings the call.
 * `called`: it is called already. `never`: no fixing to come can bring a call. `unknown`: the index cannot be read.
 */
export type Headroom =
  { readonly kind: 'at'; readonly index: IndexValue } | { readonly kind: 'called' | 'never' | 'unknown' }

/**
 * The next fixing that would bring `side` a margin call, the one nearest to the latest: the seller is called from there up, the
 * buyer from there down.
 *
 * The next day is taken to fix at that value; what it completes is settled, and the days after are valued at it, as `mark` would.
 * A side that a mark would call at an unchanged index gets the latest value itself.
 *
 * Units:    1e-18 quote units per TH/s per day.
 * Rounding: none: the first integer value at which `mark` calls, or a settlement cannot be paid in full.
 * Source:   term sheet, clause "Margin".
 */
export function headroom(
  terms: Terms,
  state: EscrowState,
  side: Side,
  readings: IndexReadings,
  now: Instant,
): Headroom {
  if (isCalled(state, side)) return { kind: 'called' }
  if (!isLive(state) || terms.marking !== MARKINGS.marked) return { kind: 'never' }
  const latest = readings.latest()
  if (latest === null || unsettledValue(terms, state.periodsSettled, readings) === null) return { kind: 'unknown' }
  if (latest.day >= lastDay(terms)) return { kind: 'never' }
  const from = min(latest.value, LARGEST_INDEX_VALUE)
  const index = firstAwayFrom(from, side, (value) =>
    isShort(terms, state, side, withNextFixing(readings, latest.day, value), now),
  )
  return index === null ? { kind: 'never' } : { kind: 'at', index }
}

/** The first value for which `isShortAt`: from `from` up for the seller, down for the buyer. */
function firstAwayFrom(from: bigint, side: Side, isShortAt: (value: bigint) => boolean): IndexValue | null {
  const towards = side === 'seller' ? 1n : -1n
  const most = side === 'seller' ? LARGEST_INDEX_VALUE - from : from
  // Once short, a side stays so further away.
  const distance = leastWhere(most, (away) => isShortAt(from + towards * away))
  return distance === null ? null : indexValue(from + towards * distance)
}

/** Whether `side` would be called, or could not pay, once everything that `readings` allow is settled. */
export function isShort(terms: Terms, state: EscrowState, side: Side, readings: IndexReadings, now: Instant): boolean {
  const settled = settle(terms, state, readings, now).state
  if (settled.unpaid > 0n) return settled.callSide === side
  const value = unsettledValue(terms, settled.periodsSettled, readings)
  return isLive(settled) && value !== null && demand(terms, settled, side, value) > 0n
}

/** The readings after one more fixing, of the day after `latest`, at `value`. */
export function withNextFixing(readings: IndexReadings, latest: Day, value: bigint): IndexReadings {
  const next = latest + 1
  // Only differences of sums are ever used: where the deal's first day comes next, its sums may begin here.
  const before = readings.cumulative(latest) ?? 0n
  return {
    cumulative: (day) => {
      if (day === next) return before + value
      return day === latest ? before : readings.cumulative(day)
    },
    latest: () => ({ day: next, value }),
    heartbeat: () => readings.heartbeat(),
  }
}
