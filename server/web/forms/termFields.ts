/** What the terms of a deal are typed into, by the ids of the fields. */
import type { Token } from '../../desk/ports.ts'
import type { Words } from '../words/words.ts'
import type { Typed } from './typed.ts'

/** What makes a deal safe: the desk proposes each of them. */
export const SAFETY_FIELDS = [
  'marking',
  'sellerMargin',
  'buyerMargin',
  'maintenance',
  'sellerPenalty',
  'buyerPenalty',
  'cureHours',
  'takeover',
  'takeoverHours',
  'fallbackDays',
  'minimumTransfer',
] as const
export type SafetyField = (typeof SAFETY_FIELDS)[number]

/** What the choice `takeover` says where a failed side may be taken over first; '0' where the deal ends at once. */
export const WINDOW_WANTED = '1'

export const TERM_FIELDS = [
  'side',
  'series',
  'hashrate',
  'startDay',
  'days',
  'settlement',
  'rate',
  'floor',
  'cap',
  'premium',
  'premiumPaidBy',
  ...SAFETY_FIELDS,
  'brokerFee',
] as const
export type TermField = (typeof TERM_FIELDS)[number]

export type TypedTerms = Typed<TermField>

type ProposalField = `${SafetyField}-proposal`

/** What the desk had proposed when the form was drawn: it travels with the form. */
export type TypedProposals = Typed<ProposalField>

/** The hidden field that carries what the desk proposed for `field`. */
export function proposalFieldOf(field: SafetyField): ProposalField {
  return `${field}-proposal`
}

export const PROPOSAL_FIELDS = SAFETY_FIELDS.map(proposalFieldOf)

/** The lengths of a settlement period that the form offers, in days, and one period for the whole. */
export const ONCE = 'once'
export const SETTLEMENTS = ['1', '7', '14', '28', ONCE] as const

/** What is needed to read typed terms. */
export interface TermsAsked {
  readonly token: Token
  readonly words: Words
  /** Whether the rate may be left empty: a request may have no wish, an offer names its price. */
  readonly rate: 'optional' | 'required'
}
