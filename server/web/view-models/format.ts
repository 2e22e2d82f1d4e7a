import { isoDay, isoInstant } from '../../domain/units/calendar.ts'
import { printDecimal } from '../../domain/units/print.ts'
import { abs, divTowardsZero } from '../../domain/units/rounding.ts'
import { dayOf, startOfDay } from '../../domain/units/time.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { offsetAt } from '../../domain/units/zone.ts'
import type { TimeZone } from '../../domain/units/zone.ts'
import type { Words } from '../words/words.ts'

/** The one place where numbers and times become text for people. The minus is U+2212, as wide as a plus. */
const MINUS = '−'

/** An amount as it is printed: the last four decimals stand back. `text` is the whole of it, for titles and forms. */
export interface Amount {
  readonly text: string
  readonly head: string
  readonly tail: string
  /** For colour beside the sign, never instead of it. */
  readonly sign: 'positive' | 'negative' | 'zero'
}

/** Base units as an amount of the token, with all its decimals. */
export function amount(base: bigint, decimals: number): Amount {
  return split(base, printDecimal(base, decimals).replace('-', MINUS), decimals)
}

/** A gain or loss: like `amount`, with a plus where it is one. */
export function signedAmount(base: bigint, decimals: number): Amount {
  const plain = printDecimal(base, decimals).replace('-', MINUS)
  return split(base, base > 0n ? `+${plain}` : plain, decimals)
}

function split(base: bigint, text: string, decimals: number): Amount {
  const muted = decimals > 4 ? 4 : 0
  const sign = base === 0n ? 'zero' : base > 0n ? 'positive' : 'negative'
  return { text, head: text.slice(0, text.length - muted), tail: text.slice(text.length - muted), sign }
}

/** An index value or rate as printed: sat per PH/s per day, and BTC per TH/s per day to the last digit for the title. */
export interface Rate {
  readonly text: string
  readonly exact: string
}

/** 1e-18 BTC per TH/s per day is 1e-7 sat per PH/s per day. */
const RATE_DECIMALS = 7

/** An index value or rate, in whole sat per PH/s per day with `places` decimals. Rounding: towards zero, for people only. */
export function rate(value: bigint, places = 0): Rate {
  const cut = divTowardsZero(value, 10n ** BigInt(RATE_DECIMALS - places))
  return { text: grouped(printDecimal(cut, places)), exact: `${printDecimal(value, 18)} BTC/TH/day` }
}

/** A rate as it is typed into a form: sat per PH/s per day without grouping or needless zeros. `parseRate` reads it back. */
export function rateInput(value: bigint): string {
  return trimmed(printDecimal(value, RATE_DECIMALS))
}

/** How many decimals a rate in sat/PH/day may have. */
export const RATE_INPUT_DECIMALS = RATE_DECIMALS

/** An amount as it is typed into a form, without needless zeros. */
export function amountInput(base: bigint, decimals: number): string {
  return trimmed(printDecimal(base, decimals))
}

/** An amount for programs: a plain decimal with all its decimals and an ASCII minus. */
export function plainAmount(base: bigint, decimals: number): string {
  return printDecimal(base, decimals)
}

/** An instant for programs, in UTC: "2021-05-31T00:05:00Z". */
export function plainTime(instant: Instant): string {
  return isoInstant(instant)
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A whole number in groups of three. */
export function count(number: bigint | number): string {
  return grouped(String(number))
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.replace('-', MINUS).split('.')
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** How far `value` is from `base`, in percent with sign and one decimal; an en dash where there is no base. Rounding: half away from zero. */
export function percentChange(value: bigint, base: bigint): string {
  return base === 0n ? '–' : percent(value - base, base, 'signed')
}

/** `part` of `whole` in percent with one decimal. Rounding: half away from zero. */
export function percent(part: bigint, whole: bigint, style: 'plain' | 'signed' = 'plain'): string {
  if (whole === 0n) return '–'
  const tenths = (abs(part) * 2_000n + abs(whole)) / (abs(whole) * 2n)
  const isNegative = part < 0n !== whole < 0n && tenths > 0n
  const sign = isNegative ? MINUS : style === 'signed' && tenths > 0n ? '+' : ''
  return `${sign}${printDecimal(tenths, 1)} %`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** "31 May 2021", or "2021年5月31日". */
export function date(day: Day, words: Words): string {
  const [year = '', month = '', dayOfMonth = ''] = isoDay(day).split('-')
  const [m, d] = [parseInt(month, 10), parseInt(dayOfMonth, 10)]
  return words.locale === 'zh' ? `${year}年${m}月${d}日` : `${d} ${MONTHS[m - 1] ?? ''} ${year}`
}

/** 1 January 1970, day 0, was a Thursday. */
const WEEKDAYS = {
  en: ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'],
  zh: ['周四', '周五', '周六', '周日', '周一', '周二', '周三'],
} as const

/** The UTC day of the week of `instant`: "Mon", or "周一". */
export function weekday(instant: Instant, words: Words): string {
  return WEEKDAYS[words.locale][dayOf(instant) % 7] ?? ''
}

/** "31 May", or "5月31日", where the year is known. */
export function dayMonth(day: Day, words: Words): string {
  const [, month = '', dayOfMonth = ''] = isoDay(day).split('-')
  const [m, d] = [parseInt(month, 10), parseInt(dayOfMonth, 10)]
  return words.locale === 'zh' ? `${m}月${d}日` : `${d} ${MONTHS[m - 1] ?? ''}`
}

/** "31 May 2021 00:05 UTC", or "2021年5月31日 00:05 UTC". */
export function moment(instant: Instant, words: Words): string {
  return `${date(dayOf(instant), words)} ${clock(instant - startOfDay(dayOf(instant)))}`
}

/** "31 May 2021 20:05 Europe/London": a moment on the clocks of somebody who has said where it is. */
export function localMoment(instant: Instant, zone: TimeZone, words: Words): string {
  return moment(instant + offsetAt(zone, instant), words).replace(/UTC$/, zone)
}

/** "12:00 UTC": a time of day, so many seconds after midnight. */
export function clock(second: number): string {
  const parts = [Math.floor(second / 3_600), Math.floor(second / 60) % 60]
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')} UTC`
}

/** "in 23 h 55 m", "2 d 3 h ago" or "now". */
function relative(instant: Instant, asOf: Instant, words: Words): string {
  if (instant === asOf) return words('time.now')
  const text = span(Math.abs(instant - asOf), words)
  return words(instant > asOf ? 'time.in' : 'time.ago', { span: text })
}

/** A length of time in its two largest units. */
export function span(seconds: number, words: Words): string {
  const whole = Math.floor(seconds)
  if (whole >= 86_400) {
    return words('time.days', { days: Math.floor(whole / 86_400), hours: Math.floor(whole / 3_600) % 24 })
  }
  if (whole >= 3_600) {
    return words('time.hours', { hours: Math.floor(whole / 3_600), minutes: Math.floor(whole / 60) % 60 })
  }
  return whole >= 60
    ? words('time.minutes', { minutes: Math.floor(whole / 60) })
    : words('time.seconds', { seconds: whole })
}

/** An instant for people: absolute in UTC first, then relative; `iso` for the `datetime` attribute. */
export interface Time {
  readonly absolute: string
  readonly relative: string
  readonly iso: string
}

export function time(instant: Instant, asOf: Instant, words: Words): Time {
  const iso = new Date(instant * 1_000).toISOString()
  return { absolute: moment(instant, words), relative: relative(instant, asOf, words), iso }
}

/** "0x9965…A4dc". */
export function shortHex(hex: string): string {
  return hex.length <= 13 ? hex : `${hex.slice(0, 6)}…${hex.slice(-4)}`
}

/** The name of a deal for people: the first eight digits of its digest, "7F3A-91C2". */
export function dealName(digest: string): string {
  const digits = digest.slice(2, 10).toUpperCase()
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}
