import { lastDay } from '../terms/schedule.ts'
import type { Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { endOfDay } from '../units/time.ts'
import type { Instant } from '../units/time.ts'

/**
 * Whether the index is recent enough to act on: the next fixing is not overdue, or every day of the deal is fixed.
 *
 *   fresh ⇔ L ≥ lastDay  or  now ≤ (L + 1) · 86 400 + heartbeat          L: last final day
 *
 * An oracle that does not answer is not fresh.
 *
 * Source: escrow semantics, "V".
 */
export function isFresh(terms: Terms, readings: IndexReadings, now: Instant): boolean {
  const latest = readings.latest()
  if (latest === null) return false
  return latest.day >= lastDay(terms) || isFixingOnTime(readings, latest.day, now)
}

/** Whether the fixing after day `latest` is not overdue at `now`. */
export function isFixingOnTime(readings: IndexReadings, latest: number, now: Instant): boolean {
  const heartbeat = readings.heartbeat()
  return heartbeat !== null && now <= endOfDay(latest) + heartbeat
}
