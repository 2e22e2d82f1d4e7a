import { seriesNamed } from '../../desk/deskSeries.ts'
import { lastDay, totalDays } from '../../domain/terms/schedule.ts'
import { MARKINGS, NO_CAP } from '../../domain/terms/terms.ts'
import type { Terms } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, count, date, moment, percent, rate, shortHex, span } from './format.ts'

interface TermsAsked {
  readonly terms: Terms
  readonly symbol: string
  /** Null: the deal has no broker. */
  readonly brokerName: string | null
  readonly words: Words
}

/** The terms of a deal as people read them, in the groups in which they are negotiated. */
export function dealTerms(asked: TermsAsked): readonly { readonly label: string; readonly value: string }[] {
  const { words } = asked
  const line = (key: WordKey, value: string) => ({ label: words(key), value })
  return [
    ...what(asked, line),
    ...price(asked, line),
    ...safety(asked, line),
    line('terms.openBy', moment(asked.terms.openBy, words)),
  ]
}

type Line = (key: WordKey, value: string) => { readonly label: string; readonly value: string }

function what({ terms, symbol, words }: TermsAsked, line: Line) {
  const schedule = { days: totalDays(terms), period: terms.periodDays }
  const days = words('deal.terms.days', { from: date(terms.startDay, words), to: date(lastDay(terms), words) })
  return [
    line('terms.series', seriesNamed(terms.series) ?? shortHex(terms.series)),
    line('terms.hashrate', words('deal.terms.hashrate', { hashrate: count(terms.hashrate) })),
    line('deal.terms.accrual', days),
    line('deal.terms.schedule', words(terms.periods === 1 ? 'terms.scheduleOnce' : 'terms.schedule', schedule)),
    line('terms.token', `${symbol} ${symbol === shortHex(terms.token) ? '' : shortHex(terms.token)}`.trim()),
  ]
}

function price({ terms, symbol, words }: TermsAsked, line: Line) {
  const printed = (value: bigint) => words('deal.terms.rate', { rate: rate(value).text })
  const money = (base: bigint) => `${amount(abs(base), terms.decimals).text} ${symbol}`
  const none = words('terms.none')
  return [
    line('terms.fixedRate', printed(terms.fixedRate)),
    line('terms.floor', terms.floor > 0n ? printed(terms.floor) : none),
    line('terms.cap', terms.cap < NO_CAP ? printed(terms.cap) : none),
    line('terms.premium', terms.premium === 0n ? none : words(premiumKey(terms), { amount: money(terms.premium) })),
  ]
}

function premiumKey({ premium }: Terms) {
  return premium > 0n ? 'deal.terms.premiumBy.buyer' : 'deal.terms.premiumBy.seller'
}

function safety({ terms, symbol, brokerName, words }: TermsAsked, line: Line) {
  const figure = (base: bigint) => amount(base, terms.decimals).text
  const each = (seller: bigint, buyer: bigint) =>
    words('deal.terms.each', { seller: `${figure(seller)} ${symbol}`, buyer: `${figure(buyer)} ${symbol}` })
  const isMarked = terms.marking === MARKINGS.marked
  const marked = [
    line('terms.maintenanceBps', percent(BigInt(terms.maintenanceBps), 10_000n)),
    line('deal.terms.penalties', each(terms.sellerPenalty, terms.buyerPenalty)),
    line('terms.cureSeconds', span(terms.cureSeconds, words)),
    line('terms.takeoverSeconds', windowSaid(terms, words)),
    line(
      'terms.minimumTransfer',
      terms.minimumTransfer === 0n ? words('terms.none') : `${figure(terms.minimumTransfer)} ${symbol}`,
    ),
  ]
  const fee = words('deal.terms.brokered', { amount: `${figure(terms.brokerFee)} ${symbol}`, name: brokerName ?? '' })
  return [
    line('deal.terms.margins', each(terms.sellerMargin, terms.buyerMargin)),
    line('terms.marking', words(isMarked ? 'terms.marking1' : 'terms.marking0')),
    ...(isMarked ? marked : []),
    line('terms.fallbackDays', words('terms.days', { count: terms.fallbackDays })),
    line('terms.brokerFee', brokerName === null ? words('terms.none') : fee),
  ]
}

function windowSaid({ takeoverSeconds }: Terms, words: Words): string {
  if (takeoverSeconds === 0) return words('takeover.term.end')
  return words('takeover.term.live', { window: span(takeoverSeconds, words) })
}
