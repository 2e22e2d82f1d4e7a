import type { Token } from '../../desk/ports.ts'
import { PortFailure } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { RefusalCode } from '../../domain/refusals.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { initialMargin } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Instant } from '../../domain/units/time.ts'
import { amountInput, date } from '../view-models/format.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { Words } from '../words/words.ts'
import type { TermField } from './termFields.ts'
import type { FieldError } from './typed.ts'

/** The field that a refusal of the desk is about, where it is always the same one. */
const FIELDS: Readonly<Partial<Record<RefusalCode, TermField | 'deadline' | 'expiresAt' | 'invited' | 'address'>>> = {
  hashrateMissing: 'hashrate',
  scheduleInvalid: 'days',
  startInThePast: 'startDay',
  openingLapsed: 'startDay',
  rangeInverted: 'floor',
  rateTooLarge: 'rate',
  maintenanceInvalid: 'maintenance',
  premiumTooLarge: 'premium',
  feeWithoutBroker: 'brokerFee',
  fallbackTooShort: 'fallbackDays',
  cureInvalid: 'cureHours',
  takeoverInvalid: 'takeoverHours',
  minimumTransferTooLarge: 'minimumTransfer',
  balanceTooLarge: 'sellerMargin',
  accountUnknown: 'invited',
  walletMissing: 'address',
}

/** Refusals that concern the form which was sent: it is drawn again with them. Anything else has a page of its own. */
const OF_THE_FORM: readonly RefusalCode[] = [
  'penaltyAboveMargin',
  'marginBelowRange',
  'marginBelowRequirement',
  'deadlinePassed',
  'deadlineTooFar',
  'nothingChanged',
  'indexStale',
  'indexUnreadable',
  'sameParty',
  'brokerIsParty',
]

const UNPROCESSABLE = 422
const SERVICE_UNAVAILABLE = 503

/** What a sentence about refused terms is made from. */
export interface RefusedTerms {
  readonly sheet: TermSheet
  readonly token: Token
  readonly words: Words
  readonly asOf: Instant
  /** The field in which this form asks for its deadline. */
  readonly deadline: 'deadline' | 'expiresAt'
}

/** Whether the desk turned down something that was typed, and not the act itself. */
export function isOfTheForm({ code }: Refusal): boolean {
  return OF_THE_FORM.includes(code) || code in FIELDS
}

/** What the desk refused, at the field it is about, in a sentence that says what to enter. */
export function refusedField(refusal: Refusal, refused: RefusedTerms): FieldError {
  const { code, facts } = refusal
  const { words, deadline } = refused
  if (code === 'deadlinePassed' || code === 'deadlineTooFar') {
    return { field: deadline, sentence: refusalSentence(code, facts, words.locale) }
  }
  const side = facts.side === 'seller' || facts.side === 'buyer' ? facts.side : null
  const ofSide = side === null ? null : refusedSide(refusal, side, refused)
  return ofSide ?? { field: FIELDS[code] ?? null, sentence: plainSentence(refusal, refused) }
}

/** Why a form was not taken, and the status to say it with. Throws again whatever is neither the form's fault nor an outage. */
export function whyNotSent(
  error: unknown,
  refused: RefusedTerms,
): { readonly status: number; readonly error: FieldError } {
  if (error instanceof PortFailure) {
    const sentence = refused.words(error.part === 'chain' ? 'form.error.chainDown' : 'form.error.deskDown')
    return { status: SERVICE_UNAVAILABLE, error: { field: null, sentence } }
  }
  if (!(error instanceof Refusal) || !isOfTheForm(error)) throw error
  return { status: UNPROCESSABLE, error: refusedField(error, refused) }
}

/** What is wrong with the margin or the penalty of a side. */
function refusedSide({ code, facts }: Refusal, side: Side, { sheet, token, words }: RefusedTerms): FieldError | null {
  const text = (value: unknown) => amountInput(typeof value === 'bigint' ? value : 0n, token.decimals)
  const margin = text(initialMargin(sheet, side))
  const marginField = side === 'seller' ? 'sellerMargin' : 'buyerMargin'
  const told = {
    side: words(side === 'seller' ? 'form.theSeller' : 'form.theBuyer'),
    needed: text(facts.needed),
    margin,
    symbol: token.symbol,
  }
  switch (code) {
    case 'penaltyAboveMargin':
      return {
        field: side === 'seller' ? 'sellerPenalty' : 'buyerPenalty',
        sentence: words('form.error.penalty', {
          penalty: text(side === 'seller' ? sheet.sellerPenalty : sheet.buyerPenalty),
          margin,
        }),
      }
    case 'marginBelowRequirement':
      return { field: marginField, sentence: words('form.error.marginToday', told) }
    case 'marginBelowRange':
      return { field: marginField, sentence: words('form.error.marginRange', told) }
    default:
      return null
  }
}

function plainSentence({ code, facts }: Refusal, { token, words, asOf }: RefusedTerms): string {
  // A form asks for no last moment to open: it follows from the first day.
  if (code === 'startInThePast' || code === 'openingLapsed') {
    return words('form.error.startPast', { today: date(dayOf(asOf), words) })
  }
  if (code === 'feeWithoutBroker') return words('broker.error.noWallet')
  if (code === 'minimumTransferTooLarge' && typeof facts.most === 'bigint') {
    return words('form.error.minimumTransfer', { most: amountInput(facts.most, token.decimals), symbol: token.symbol })
  }
  return refusalSentence(code, facts, words.locale)
}
