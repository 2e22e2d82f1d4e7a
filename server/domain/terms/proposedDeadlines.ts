import { SECONDS_PER_DAY, startOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'
import { lastOpening } from './outline.ts'

/**
 * Until when a form proposes to take quotes: to the beginning of the day before the first one, so that a day is left to agree, sign and
 * lock collateral; where that has passed, to the last moment at which the deal can be opened.
 */
export function proposedRfqDeadline(startDay: Day, asOf: Instant): Instant {
  const dayBefore = startOfDay(startDay - 1)
  return dayBefore > asOf ? dayBefore : lastOpening(startDay)
}

/** Until when a form proposes to stand by an offer: a day, and no longer than the request takes quotes. */
export function proposedOfferDeadline(rfqExpiresAt: Instant, asOf: Instant): Instant {
  return Math.min(asOf + SECONDS_PER_DAY, rfqExpiresAt)
}
