import { Refusal } from '../domain/refusals.ts'
import { openChecks } from '../domain/terms/openChecks.ts'
import { unsignedTerms } from '../domain/terms/termSheet.ts'
import type { TermSheet } from '../domain/terms/termSheet.ts'
import type { Address } from '../domain/terms/terms.ts'
import { endOfDay } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'
import { seriesNamed } from './deskSeries.ts'
import type { Ports } from './ports.ts'

/**
 * Refuses a term sheet that the factory would not open today, or whose money or index is not this desk's. `broker`: where a fee
 * would go, null if there is nobody.
 *
 * Refuses: `tokenUnknown`, `seriesUnknown`, and whatever the factory would refuse, code by code.
 */
export async function checkSheet(
  { escrows, oracle, clock }: Pick<Ports, 'escrows' | 'oracle' | 'clock'>,
  sheet: TermSheet,
  broker: Address | null = null,
): Promise<void> {
  const token = escrows.network.tokens.find(({ address }) => address === sheet.token)
  if (token?.decimals !== sheet.decimals) throw new Refusal('tokenUnknown', { token: sheet.token })
  const series = seriesNamed(sheet.series)
  if (series === null) throw new Refusal('seriesUnknown', { series: sheet.series })
  const [readings, asOf] = await Promise.all([oracle.readings(series, sheet.startDay), clock.asOf()])
  openChecks(unsignedTerms(sheet, broker), readings, asOf)
}

/**
 * Refuses a deadline nobody could use: of a request or an offer, in desk time, inclusive.
 *
 * Refuses: `deadlinePassed` one that is not in the future; `deadlineTooFar` one after the signatures would be dead, or after the
 *          first accrual day.
 */
export function checkDeadline(expiresAt: Instant, sheet: TermSheet, asOf: Instant): void {
  if (expiresAt <= asOf) throw new Refusal('deadlinePassed', { asOf })
  const latest = Math.min(sheet.openBy, endOfDay(sheet.startDay))
  if (expiresAt > latest) throw new Refusal('deadlineTooFar', { latest })
}
