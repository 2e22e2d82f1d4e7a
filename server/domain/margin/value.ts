import { firstDayOf, lastDayOf } from '../terms/schedule.ts'
import { LARGEST_INDEX_VALUE, periodPayoff, scale } from '../terms/payoff.ts'
import type { Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import { min } from '../units/rounding.ts'
import type { Day } from '../units/time.ts'

/**
 * Sum of the fixings of the days `from` to `to`, both included; null if either end cannot be read, or the cumulative shrinks.
 *
 * The escrow saturates the sum at d · (2^120 − 1), where no cap lets more through anyway: the payoff here is the same without it.
 */
export function sumOfFixings(readings: IndexReadings, from: Day, to: Day): bigint | null {
  const end = readings.cumulative(to)
  const before = readings.cumulative(from - 1)
  return end === null || before === null || end < before ? null : end - before
}

/**
 * What the seller owes the buyer on all unsettled days, if the deal ended now: days that are fixed at their fixings, all later
 * days at the last one (a flat forward).
 *
 *   V = scale(Σ_j Q_j),  sum_j = fixings of period j so far + days still to come · latest value
 *
 * Null when a fixing that it needs cannot be read. With no period left it is 0 and nothing is read.
 *
 * Units:    base units of the deal's token; positive when the seller owes.
 * Rounding: towards zero, once over the whole.
 * Source:   escrow semantics, "V". A fixed day counts once: a fee spike on day 83 of 84 is not charged 84 times.
 */
export function unsettledValue(terms: Terms, periodsSettled: number, readings: IndexReadings): bigint | null {
  if (periodsSettled >= terms.periods) return 0n
  const latest = readings.latest()
  if (latest === null) return null
  const flat = { day: latest.day, value: min(latest.value, LARGEST_INDEX_VALUE) }
  let perTerahash = 0n
  for (let period = periodsSettled; period < terms.periods; period += 1) {
    const sum = expectedSum(terms, period, readings, flat)
    if (sum === null) return null
    perTerahash += periodPayoff(terms, sum)
  }
  return scale(terms, perTerahash)
}

/** The value, where a decision depends on it. Refuses: `indexUnreadable`. */
export function readableValue(terms: Terms, periodsSettled: number, readings: IndexReadings): bigint {
  const value = unsettledValue(terms, periodsSettled, readings)
  if (value === null) throw new Refusal('indexUnreadable')
  return value
}

/**
 * The sum of a period's fixings, as far as they are there, and `latest` for every day still to come; null where a fixing that it
 * needs cannot be read.
 */
export function expectedSum(
  terms: Terms,
  period: number,
  readings: IndexReadings,
  latest: { readonly day: Day; readonly value: bigint },
): bigint | null {
  const first = firstDayOf(terms, period)
  if (latest.day < first) return BigInt(terms.periodDays) * latest.value
  const lastFixed = Math.min(latest.day, lastDayOf(terms, period))
  const fixed = sumOfFixings(readings, first, lastFixed)
  if (fixed === null) return null
  return fixed + BigInt(lastDayOf(terms, period) - lastFixed) * latest.value
}
