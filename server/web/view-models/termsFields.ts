import type { Token } from '../../desk/ports.ts'
import { SERIES } from '../../domain/index/readings.ts'
import { ONCE, proposalFieldOf, SAFETY_FIELDS, SETTLEMENTS, WINDOW_WANTED } from '../forms/termFields.ts'
import type { SafetyField, TermField, TypedProposals, TypedTerms } from '../forms/termFields.ts'
import type { FieldError } from '../forms/typed.ts'
import type { WordKey, Words } from '../words/words.ts'

/** What is being answered, in the same form, and its name: a version by its number, or the request. */
export interface Answered {
  readonly version: number | 'request'
  readonly typed: TypedTerms
}

/** What the form of terms is drawn from. */
export interface TermsFormAsked {
  readonly words: Words
  readonly token: Token
  readonly typed: TypedTerms
  /** What the desk proposes today; null while what it would follow from cannot be read. */
  readonly proposals: TypedProposals | null
  readonly errors: readonly FieldError[]
  /** Whether the rate is a wish, that may be left open, a price somebody stands by, or one proposed to two others. */
  readonly rate: 'wished' | 'firm' | 'introduced'
  /** What the version that is being answered says, in the same form; null where there is none. */
  readonly answered: Answered | null
}

const LABELS: Readonly<Record<TermField, WordKey>> = {
  side: 'form.side',
  series: 'terms.series',
  hashrate: 'terms.hashrate',
  startDay: 'terms.startDay',
  days: 'form.days',
  settlement: 'form.settlement',
  rate: 'terms.fixedRate',
  floor: 'terms.floor',
  cap: 'terms.cap',
  premium: 'form.premium',
  premiumPaidBy: 'form.premiumPaidBy',
  marking: 'terms.marking',
  sellerMargin: 'terms.sellerMargin',
  buyerMargin: 'terms.buyerMargin',
  maintenance: 'terms.maintenanceBps',
  sellerPenalty: 'terms.sellerPenalty',
  buyerPenalty: 'terms.buyerPenalty',
  cureHours: 'terms.cureSeconds',
  takeover: 'takeover.form.choice',
  takeoverHours: 'takeover.form.hours',
  fallbackDays: 'terms.fallbackDays',
  minimumTransfer: 'terms.minimumTransfer',
  brokerFee: 'terms.brokerFee',
}

const WHY: Readonly<Record<SafetyField, WordKey>> = {
  marking: 'form.whyMarking',
  sellerMargin: 'form.whyMargin',
  buyerMargin: 'form.whyMargin',
  maintenance: 'form.whyMaintenance',
  sellerPenalty: 'form.whyPenalty',
  buyerPenalty: 'form.whyPenalty',
  cureHours: 'form.whyCure',
  takeover: 'takeover.form.why',
  takeoverHours: 'takeover.form.whyHours',
  fallbackDays: 'form.whyFallback',
  minimumTransfer: 'form.whyMinimumTransfer',
}

const HINTS: Readonly<Partial<Record<TermField, WordKey>>> = {
  floor: 'form.floorHint',
  cap: 'form.capHint',
  premium: 'form.premiumHint',
}

/** One field of the form as the page prints it. */
export function termsField(field: TermField, asked: TermsFormAsked) {
  const { words, typed, errors } = asked
  const choices = choicesOf(field, asked)
  const hint = hintOf(field, asked)
  return {
    id: field,
    label: words(labelOf(field, asked)),
    unit: unitOf(field, asked),
    value: typed[field],
    type: field === 'startDay' ? 'date' : 'text',
    inputmode: WHOLE_NUMBERS.includes(field) ? 'numeric' : 'decimal',
    options: choices?.map(({ value, name }) => ({ value, name, isSelected: value === typed[field] })) ?? null,
    hint: hint && words(hint),
    error: errors.find((error) => error.field === field)?.sentence ?? null,
    proposal: proposalOf(field, asked),
    was: saidBefore(field, choices, asked),
  }
}

const WHOLE_NUMBERS: readonly TermField[] = ['hashrate', 'days', 'fallbackDays']

const RATES = { wished: 'form.wishedRate', firm: 'form.yourRate', introduced: 'terms.fixedRate' } as const

function labelOf(field: TermField, { rate }: TermsFormAsked): WordKey {
  return field === 'rate' ? RATES[rate] : LABELS[field]
}

function hintOf(field: TermField, { rate }: TermsFormAsked): WordKey | null {
  if (field === 'rate') return rate === 'wished' ? 'form.rateHint' : null
  return HINTS[field] ?? null
}

/** What the terms that are answered say where this form says something else, null where it does not. */
function saidBefore(field: TermField, choices: readonly Choice[] | null, { answered, typed, words }: TermsFormAsked) {
  if (answered === null || answered.typed[field] === typed[field]) return null
  const { version } = answered
  const value = named(choices, answered.typed[field], words)
  return version === 'request' ? words('form.wasInRequest', { value }) : words('form.wasInVersion', { version, value })
}

function named(choices: readonly Choice[] | null, value: string, words: Words): string {
  return choices?.find((choice) => choice.value === value)?.name ?? (value === '' ? words('terms.none') : value)
}

function proposalOf(field: TermField, { words, token, typed, proposals, ...rest }: TermsFormAsked) {
  if (!isSafety(field) || proposals === null) return null
  const value = proposals[proposalFieldOf(field)]
  const asked = { words, token, typed, proposals, ...rest }
  const unit = unitOf(field, asked)
  const name = named(choicesOf(field, asked), value, words)
  return {
    field: proposalFieldOf(field),
    value,
    text: words('form.proposed', { value: unit === null ? name : `${name} ${unit}` }),
    why: words(isCovered(field, typed) ? 'form.whyMarginRange' : WHY[field]),
    isFollowed: typed[field] === value,
    restore: words('form.restoreOf', { term: words(LABELS[field]) }),
  }
}

/** Whether the field is a margin that must cover everything, because there are no calls. */
function isCovered(field: TermField, typed: TypedTerms): boolean {
  return typed.marking === '0' && (field === 'sellerMargin' || field === 'buyerMargin')
}

function isSafety(field: TermField): field is SafetyField {
  return (SAFETY_FIELDS as readonly string[]).includes(field)
}

const UNITS: Readonly<Partial<Record<TermField, WordKey>>> = {
  hashrate: 'unit.hashrate',
  rate: 'unit.rate',
  floor: 'unit.rate',
  cap: 'unit.rate',
  cureHours: 'form.hours',
  takeoverHours: 'form.hours',
  fallbackDays: 'form.daysUnit',
}

const IN_TOKEN: readonly TermField[] = [
  'premium',
  'sellerMargin',
  'buyerMargin',
  'sellerPenalty',
  'buyerPenalty',
  'minimumTransfer',
  'brokerFee',
]

function unitOf(field: TermField, { words, token }: TermsFormAsked): string | null {
  if (field === 'maintenance') return '%'
  if (IN_TOKEN.includes(field)) return token.symbol
  const key = UNITS[field]
  return key === undefined ? null : words(key)
}

interface Choice {
  readonly value: string
  readonly name: string
}

function choicesOf(field: TermField, { words, typed }: TermsFormAsked): readonly Choice[] | null {
  switch (field) {
    case 'side':
      return [
        { value: 'seller', name: words('side.sellerLong') },
        { value: 'buyer', name: words('side.buyerLong') },
      ]
    case 'series':
      return SERIES.map((name) => ({ value: name, name }))
    case 'settlement':
      return settlements(typed.settlement).map((value) => ({ value, name: settledWords(value, words) }))
    case 'premiumPaidBy':
      return [
        { value: 'buyer', name: words('side.buyer') },
        { value: 'seller', name: words('side.seller') },
      ]
    case 'takeover':
      return [
        { value: '0', name: words('takeover.form.end') },
        { value: WINDOW_WANTED, name: words('takeover.form.live') },
      ]
    case 'marking':
      return [
        { value: '1', name: words('terms.marking1') },
        { value: '0', name: words('terms.marking0') },
      ]
    default:
      return null
  }
}

/** The periods on offer, and the one that stands in the terms already. */
function settlements(typed: string): readonly string[] {
  const isOffered = typed === '' || (SETTLEMENTS as readonly string[]).includes(typed)
  return isOffered ? SETTLEMENTS : [...SETTLEMENTS, typed]
}

const SETTLED: Readonly<Partial<Record<string, WordKey>>> = {
  1: 'form.settled1',
  7: 'form.settled7',
  14: 'form.settled14',
  28: 'form.settled28',
  [ONCE]: 'form.settledOnce',
}

/** How often a deal settles, in words: by the days in a period, or `once`. */
export function settledWords(settlement: string, words: Words): string {
  const key = SETTLED[settlement]
  return key === undefined ? words('form.settledEvery', { days: settlement }) : words(key)
}
