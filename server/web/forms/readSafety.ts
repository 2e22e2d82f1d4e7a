import { PROPOSED_TAKEOVER_SECONDS } from '../../domain/margin/proposedClocks.ts'
import type { Safety } from '../../domain/terms/outline.ts'
import { MARKINGS } from '../../domain/terms/terms.ts'
import { amountTyped } from './amountTyped.ts'
import { decimal, mistyped, whole } from './reader.ts'
import type { Reader } from './reader.ts'
import { proposalFieldOf, SAFETY_FIELDS, WINDOW_WANTED } from './termFields.ts'
import type { SafetyField, TermField, TermsAsked, TypedProposals, TypedTerms } from './termFields.ts'

/** Hundredths of an hour are 36 s; hundredths of a percent are basis points. */
const SECONDS_PER_HUNDREDTH = 36n
const HUNDREDTHS = 2
const LEAST_HOURS = 100n
const MOST_HOURS = 72_000n
const ONE_HUNDRED_PERCENT = 10_000n
const MOST_FALLBACK_DAYS = 65_535n

/**
 * The safety terms that somebody chose. A field that was left empty, or still says what the desk proposed when the form was
 * drawn, is not a choice: it follows the proposal as size and price change. Null, and errors are noted, where something cannot be read.
 */
export function readSafety(
  typed: TypedTerms,
  proposals: TypedProposals,
  { read }: Reader<TermField>,
  asked: TermsAsked,
): Partial<Safety> | null {
  const entries = SAFETY_FIELDS.filter((field) => isChosen(field, typed, proposals)).map((field) =>
    read(field, (text) => PARSERS[field](text, asked, typed)),
  )
  return entries.includes(null) ? null : (Object.assign({}, ...entries) as Partial<Safety>)
}

function isChosen(field: SafetyField, typed: TypedTerms, proposals: TypedProposals): boolean {
  return typed[field] !== '' && typed[field] !== proposals[proposalFieldOf(field)]
}

type Parser = (text: string, asked: TermsAsked, typed: TypedTerms) => Partial<Safety>

const PARSERS: Readonly<Record<SafetyField, Parser>> = {
  marking: (text) => ({ marking: text === '0' ? MARKINGS.rangeCollateralised : MARKINGS.marked }),
  sellerMargin: (text, asked) => ({ sellerMargin: amountTyped(text, 'sellerMargin', asked) }),
  buyerMargin: (text, asked) => ({ buyerMargin: amountTyped(text, 'buyerMargin', asked) }),
  sellerPenalty: (text, asked) => ({ sellerPenalty: amountTyped(text, 'sellerPenalty', asked) }),
  buyerPenalty: (text, asked) => ({ buyerPenalty: amountTyped(text, 'buyerPenalty', asked) }),
  minimumTransfer: (text, asked) => ({ minimumTransfer: amountTyped(text, 'minimumTransfer', asked) }),
  maintenance: (text, { words }) => {
    const sentence = words('form.error.maintenance')
    const bps = decimal(text, HUNDREDTHS, ONE_HUNDRED_PERCENT, { notANumber: sentence, tooManyDigits: sentence })
    return { maintenanceBps: Number(bps) }
  },
  cureHours: (text, { words }) => {
    const sentence = words('form.error.cure')
    const hundredths = decimal(text, HUNDREDTHS, MOST_HOURS, { notANumber: sentence, tooManyDigits: sentence })
    return { cureSeconds: Number(hundredths * SECONDS_PER_HUNDREDTH) }
  },
  takeover: (_, __, typed) => ({ takeoverSeconds: isWindowWanted(typed) ? PROPOSED_TAKEOVER_SECONDS : 0 }),
  // Stands after the choice it belongs to, and means something only with it.
  takeoverHours: (text, asked, typed) => (isWindowWanted(typed) ? { takeoverSeconds: windowTyped(text, asked) } : {}),
  fallbackDays: (text, { words }) => ({
    fallbackDays: Number(whole(text, [0n, MOST_FALLBACK_DAYS], words('form.error.fallback'))),
  }),
}

/** Whether the deal is to live on if a side fails: only one with margin calls can be taken over. */
function isWindowWanted({ takeover, marking }: TypedTerms): boolean {
  return takeover === WINDOW_WANTED && marking !== '0'
}

function windowTyped(text: string, { words }: TermsAsked): number {
  const sentence = words('takeover.error.hours')
  const hundredths = decimal(text, HUNDREDTHS, MOST_HOURS, { notANumber: sentence, tooManyDigits: sentence })
  return hundredths < LEAST_HOURS ? mistyped(sentence) : Number(hundredths * SECONDS_PER_HUNDREDTH)
}
