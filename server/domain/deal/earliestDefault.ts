import { MARKINGS } from '../terms/terms.ts'
import type { Terms } from '../terms/terms.ts'
import { endOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'

/**
 * The first moment at which a deal that is opened now could be in default: the next fixing opens a call, and nobody meets it. Null
 * where there are no calls.
 *
 *   max(asOf, end of the day after the last fixed one) + cureSeconds
 *
 * The call itself comes when somebody marks the deal, some minutes after the fixing at the earliest: a default can only be later.
 *
 * Source: escrow semantics, `mark`: a deal whose margins cover the latest fixing at open is called at a later one.
 */
export function earliestDefault(
  { marking, cureSeconds }: Pick<Terms, 'marking' | 'cureSeconds'>,
  lastFixed: Day,
  asOf: Instant,
): Instant | null {
  if (marking === MARKINGS.rangeCollateralised) return null
  return Math.max(asOf, endOfDay(lastFixed + 1)) + cureSeconds
}
