import { SERIES } from '../../domain/index/readings.ts'
import { NO_CAP } from '../../domain/terms/terms.ts'
import type { Outline } from '../../domain/terms/outline.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { parseDay } from '../../domain/units/calendar.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Day } from '../../domain/units/time.ts'
import { RATE_INPUT_DECIMALS } from '../view-models/format.ts'
import type { Words } from '../words/words.ts'
import { amountTyped } from './amountTyped.ts'
import { choice, complete, decimal, mistyped, ungrouped, whole } from './reader.ts'
import type { Reader } from './reader.ts'
import { ONCE } from './termFields.ts'
import type { TermField, TermsAsked, TypedTerms } from './termFields.ts'

const LARGEST_HASHRATE = (1n << 64n) - 1n
/** 2^120 − 1: the largest index value that an escrow computes with. */
const LARGEST_RATE = (1n << 120n) - 1n
const MOST_DAYS = 3_660n

/** An outline in which the rate may be left open. */
export type OutlineTyped = Omit<Outline, 'fixedRate'> & { readonly fixedRate: IndexValue | null }

/** What the deal is about, as it was typed; null, and errors are noted, where something cannot be read. */
export function readOutline(typed: TypedTerms, { read }: Reader<TermField>, asked: TermsAsked): OutlineTyped | null {
  const { words } = asked
  const days = read('days', (text) => whole(text, [1n, MOST_DAYS], words('form.error.days')))
  const parts = complete<OutlineParts>({
    series: choice(typed.series, [...SERIES]),
    hashrate: read('hashrate', (text) => whole(text, [1n, LARGEST_HASHRATE], words('form.error.hashrate'))),
    startDay: read('startDay', (text) => dayTyped(text, words)),
    schedule: days === null ? null : read('settlement', (text) => scheduleTyped(Number(days), text, words)),
    price: read('rate', (text) => ({ fixedRate: rateOrNone(text, asked) })),
    floor: read('floor', (text) => (text === '' ? indexValue(0n) : rateTyped(text, words))),
    cap: read('cap', (text) => (text === '' ? NO_CAP : rateTyped(text, words))),
    premium: read('premium', (text) => premiumTyped(text, typed.premiumPaidBy, asked)),
  })
  if (parts === null) return null
  const { schedule, price, ...rest } = parts
  return { ...rest, ...schedule, ...price }
}

interface OutlineParts extends Pick<Outline, 'series' | 'hashrate' | 'startDay' | 'floor' | 'cap' | 'premium'> {
  readonly schedule: Pick<Outline, 'periodDays' | 'periods'>
  readonly price: { readonly fixedRate: IndexValue | null }
}

function dayTyped(text: string, words: Words): Day {
  try {
    return parseDay(text)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return mistyped(words('form.error.startDay'))
  }
}

/** So many days in equal periods; `settlement` is the length of one in days, or `once`. */
function scheduleTyped(days: number, settlement: string, words: Words): OutlineParts['schedule'] {
  if (settlement === ONCE) return { periodDays: days, periods: 1 }
  const periodDays = Number(whole(settlement, [1n, MOST_DAYS], words('form.error.settlement')))
  if (days % periodDays !== 0) {
    const near = Math.max(1, Math.round(days / periodDays)) * periodDays
    mistyped(words('form.error.uneven', { days, period: periodDays, near }))
  }
  return { periodDays, periods: days / periodDays }
}

function rateOrNone(text: string, { rate, words }: TermsAsked): IndexValue | null {
  if (text !== '') return rateTyped(text, words)
  return rate === 'optional' ? null : mistyped(words('form.error.rateMissing'))
}

function rateTyped(text: string, words: Words): IndexValue {
  const sentences = { notANumber: words('form.error.rate'), tooManyDigits: words('form.error.rateDigits') }
  return indexValue(decimal(ungrouped(text), RATE_INPUT_DECIMALS, LARGEST_RATE, sentences))
}

function premiumTyped(text: string, paidBy: string, asked: TermsAsked): BaseUnits {
  if (text === '') return baseUnits(0n)
  const amount = amountTyped(text, 'premium', asked)
  return baseUnits(choice(paidBy, ['buyer', 'seller']) === 'seller' ? 0n - amount : amount)
}
