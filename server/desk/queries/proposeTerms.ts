import { baseUnits } from '../../domain/units/baseUnits.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Outline } from '../../domain/terms/outline.ts'
import { NO_CAP } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { Ports } from '../ports.ts'
import { previewTerms } from './previewTerms.ts'
import type { TermsPreview } from './previewTerms.ts'

/** What a new form begins with: a terahash rack for a quarter, settled weekly, from so many days ahead. */
const DAYS_AHEAD = 3
const NEW_OUTLINE = {
  series: 'BME14',
  hashrate: 1_000n,
  periodDays: 7,
  periods: 12,
  floor: indexValue(0n),
  cap: NO_CAP,
  premium: baseUnits(0n),
} as const satisfies Partial<Outline>

/**
 * The terms that a new form begins with, all of them proposed: a swap at today's index, from three days ahead.
 *
 * Refuses: `indexUnreadable` before anything is fixed.
 */
export async function proposeTerms(ports: Ports, { side }: { readonly side: Side }): Promise<TermsPreview> {
  const startDay = dayOf(await ports.clock.asOf()) + DAYS_AHEAD
  const outline = { ...NEW_OUTLINE, startDay, fixedRate: null }
  return previewTerms(ports, { side, outline, chosen: {}, brokerFee: baseUnits(0n), broker: null, answered: null })
}
