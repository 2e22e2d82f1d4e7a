import type { Token } from '../../desk/ports.ts'
import { PROPOSED_TAKEOVER_SECONDS } from '../../domain/margin/proposedClocks.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { Safety } from '../../domain/terms/outline.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { LARGEST_INDEX_VALUE } from '../../domain/terms/payoff.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import { amountInput, rateInput } from '../view-models/format.ts'
import { ONCE, proposalFieldOf, WINDOW_WANTED } from './termFields.ts'
import type { SafetyField, TypedProposals, TypedTerms } from './termFields.ts'

const SECONDS_PER_HUNDREDTH = 36n

/** What a person would have typed to mean `sheet`; `rate` is the wish, null where there is none. `readTerms` reads the same terms back. */
export function typedSheet(sheet: TermSheet, side: Side, rate: IndexValue | null, { decimals }: Token): TypedTerms {
  const { periodDays, periods, premium } = sheet
  return {
    side,
    series: SERIES.find((name) => seriesId(name) === sheet.series) ?? '',
    hashrate: sheet.hashrate.toString(),
    startDay: isoDay(sheet.startDay),
    days: String(periodDays * periods),
    settlement: periods === 1 ? ONCE : String(periodDays),
    rate: rate === null ? '' : rateInput(rate),
    ...typedRange(sheet),
    premium: orEmpty(abs(premium), decimals),
    premiumPaidBy: premium < 0n ? 'seller' : 'buyer',
    ...typedSafety(sheet, decimals),
    brokerFee: orEmpty(sheet.brokerFee, decimals),
  }
}

/** Floor and cap; empty where there is none. */
function typedRange({ floor, cap }: TermSheet): Pick<TypedTerms, 'floor' | 'cap'> {
  return {
    floor: floor === 0n ? '' : rateInput(floor),
    cap: cap >= LARGEST_INDEX_VALUE ? '' : rateInput(cap),
  }
}

function orEmpty(amount: bigint, decimals: number): string {
  return amount === 0n ? '' : amountInput(amount, decimals)
}

/** The safety terms as a person would type them. */
function typedSafety(safety: Safety, decimals: number): Readonly<Record<SafetyField, string>> {
  return {
    marking: String(safety.marking),
    sellerMargin: amountInput(safety.sellerMargin, decimals),
    buyerMargin: amountInput(safety.buyerMargin, decimals),
    maintenance: amountInput(BigInt(safety.maintenanceBps), 2),
    sellerPenalty: amountInput(safety.sellerPenalty, decimals),
    buyerPenalty: amountInput(safety.buyerPenalty, decimals),
    cureHours: amountInput(BigInt(safety.cureSeconds) / SECONDS_PER_HUNDREDTH, 2),
    ...typedWindow(safety),
    fallbackDays: String(safety.fallbackDays),
    minimumTransfer: amountInput(safety.minimumTransfer, decimals),
  }
}

/** The takeover window; the hours of one that is not wanted are those it would be proposed with. */
function typedWindow({ takeoverSeconds }: Safety): Pick<TypedTerms, 'takeover' | 'takeoverHours'> {
  const hours = takeoverSeconds === 0 ? PROPOSED_TAKEOVER_SECONDS : takeoverSeconds
  return {
    takeover: takeoverSeconds === 0 ? '0' : WINDOW_WANTED,
    takeoverHours: amountInput(BigInt(hours) / SECONDS_PER_HUNDREDTH, 2),
  }
}

/** The proposals as the form carries them along. */
export function typedProposals(proposed: Safety, decimals: number): TypedProposals {
  const typed = typedSafety(proposed, decimals)
  return Object.fromEntries(
    Object.entries(typed).map(([field, text]) => [proposalFieldOf(field as SafetyField), text]),
  ) as TypedProposals
}
