import type { Token } from '../../desk/ports.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import { LARGEST_INDEX_VALUE } from '../../domain/terms/payoff.ts'
import { lastDay, totalDays } from '../../domain/terms/schedule.ts'
import type { SheetField, TermSheet } from '../../domain/terms/termSheet.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, amountInput, count, date, moment, rate } from './format.ts'

/** The groups of the form, in which terms are read as well. */
export const TERM_GROUPS = ['what', 'price', 'safety', 'until'] as const
export type TermGroup = (typeof TERM_GROUPS)[number]

const GROUP_WORDS: Readonly<Record<TermGroup, WordKey>> = {
  what: 'form.what',
  price: 'form.price',
  safety: 'form.safety',
  until: 'form.who',
}

/** Needed to say a term. */
export interface TermsSaid {
  readonly token: Token
  readonly words: Words
}

type Say = (sheet: TermSheet, said: TermsSaid) => string

/** One term as it is read: the fields that make it up, and how it is said. */
export interface TermRow {
  readonly group: TermGroup
  readonly fields: readonly SheetField[]
  readonly label: WordKey
  readonly say: Say
}

const row = (group: TermGroup, field: SheetField | readonly SheetField[], label: WordKey, say: Say): TermRow => ({
  group,
  fields: typeof field === 'string' ? [field] : field,
  label,
  say,
})

const money =
  (field: 'sellerMargin' | 'buyerMargin' | 'sellerPenalty' | 'buyerPenalty' | 'minimumTransfer' | 'brokerFee'): Say =>
  (sheet, { token }) =>
    `${amount(sheet[field], token.decimals).text} ${token.symbol}`

const bound =
  (field: 'floor' | 'cap'): Say =>
  (sheet, { words }) => {
    const value = sheet[field]
    const isNone = field === 'floor' ? value === 0n : value >= LARGEST_INDEX_VALUE
    return isNone ? words('terms.none') : `${rate(value).text} ${words('unit.rate')}`
  }

/** Every term of a sheet, once, in the order and the groups of the form. */
export const TERM_ROWS: readonly TermRow[] = [
  row('what', 'series', 'terms.series', ({ series }) => SERIES.find((name) => seriesId(name) === series) ?? series),
  row(
    'what',
    'hashrate',
    'terms.hashrate',
    ({ hashrate }, { words }) => `${count(hashrate)} ${words('unit.hashrate')}`,
  ),
  row('what', 'startDay', 'terms.startDay', ({ startDay }, { words }) => date(startDay, words)),
  row('what', ['periodDays', 'periods'], 'form.schedule', scheduleSaid),
  row('what', ['token', 'decimals'], 'terms.token', (_, { token }) => token.symbol),
  row('price', 'fixedRate', 'terms.fixedRate', ({ fixedRate }, { words }) => rateSaid(fixedRate, words)),
  row('price', 'floor', 'terms.floor', bound('floor')),
  row('price', 'cap', 'terms.cap', bound('cap')),
  row('price', 'premium', 'terms.premium', premiumSaid),
  row('safety', 'marking', 'terms.marking', ({ marking }, { words }) => words(`terms.marking${marking}`)),
  row('safety', 'sellerMargin', 'terms.sellerMargin', money('sellerMargin')),
  row('safety', 'buyerMargin', 'terms.buyerMargin', money('buyerMargin')),
  row('safety', 'maintenanceBps', 'terms.maintenanceBps', (sheet) => `${percentOf(sheet.maintenanceBps)} %`),
  row('safety', 'sellerPenalty', 'terms.sellerPenalty', money('sellerPenalty')),
  row('safety', 'buyerPenalty', 'terms.buyerPenalty', money('buyerPenalty')),
  row('safety', 'cureSeconds', 'terms.cureSeconds', (sheet, { words }) => cureSaid(sheet.cureSeconds, words)),
  row('safety', 'fallbackDays', 'terms.fallbackDays', (sheet, { words }) =>
    words('terms.days', { count: sheet.fallbackDays }),
  ),
  row('safety', 'minimumTransfer', 'terms.minimumTransfer', money('minimumTransfer')),
  row('safety', 'takeoverSeconds', 'terms.takeoverSeconds', (sheet, { words }) =>
    sheet.takeoverSeconds === 0
      ? words('takeover.term.end')
      : words('takeover.term.live', { window: cureSaid(sheet.takeoverSeconds, words) }),
  ),
  row('until', 'brokerFee', 'terms.brokerFee', money('brokerFee')),
  row('until', 'openBy', 'terms.openBy', ({ openBy }, { words }) => moment(openBy, words)),
]

function scheduleSaid(sheet: TermSheet, { words }: TermsSaid): string {
  const { periodDays, periods } = sheet
  const facts = { days: totalDays(sheet), period: periodDays, last: date(lastDay(sheet), words) }
  return periods === 1 ? words('form.scheduleOnce', facts) : words('form.scheduleEvery', facts)
}

function rateSaid(value: bigint, words: Words): string {
  return `${rate(value).text} ${words('unit.rate')}`
}

function premiumSaid({ premium }: TermSheet, { token, words }: TermsSaid): string {
  if (premium === 0n) return words('terms.none')
  const text = `${amount(abs(premium), token.decimals).text} ${token.symbol}`
  return words(premium > 0n ? 'form.premiumByBuyer' : 'form.premiumBySeller', { amount: text })
}

/** Basis points as percent, without needless zeros. */
function percentOf(bps: number): string {
  return amountInput(BigInt(bps), 2)
}

/** A length of time that people agreed in hours. */
function cureSaid(seconds: number, words: Words): string {
  const hours = amountInput(BigInt(seconds) / 36n, 2)
  return words('form.hoursSaid', { hours })
}

/** The terms of a sheet, group by group. */
export function termGroups(sheet: TermSheet, said: TermsSaid, rows: readonly TermRow[] = TERM_ROWS) {
  return TERM_GROUPS.map((group) => ({
    name: said.words(GROUP_WORDS[group]),
    rows: rows
      .filter((term) => term.group === group)
      .map(({ label, say }) => ({ label: said.words(label), text: say(sheet, said) })),
  })).filter((group) => group.rows.length > 0)
}
