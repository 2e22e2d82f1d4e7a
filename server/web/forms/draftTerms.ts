import { createHash } from 'node:crypto'
import type { Token } from '../../desk/ports.ts'
import type { PreviewTerms, TermsPreview } from '../../desk/queries/previewTerms.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { WebDesk } from '../parts.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { Words } from '../words/words.ts'
import { readTerms } from './readTerms.ts'
import type { TermsRead } from './readTerms.ts'
import { isOfTheForm, refusedField } from './refusedField.ts'
import { proposalFieldOf, PROPOSAL_FIELDS, SAFETY_FIELDS, TERM_FIELDS } from './termFields.ts'
import type { TypedProposals, TypedTerms } from './termFields.ts'
import type { FieldError } from './typed.ts'
import { typedProposals } from './typedSheet.ts'

export interface DraftAsked {
  readonly desk: Pick<WebDesk, 'previewTerms'>
  readonly token: Token
  readonly words: Words
  readonly rate: 'wished' | 'firm'
  /** Where a broker's fee goes. */
  readonly broker: Address | null
  /** The terms that are answered, null where none are. */
  readonly answered: TermSheet | null
  readonly deadline: 'deadline' | 'expiresAt'
  /** Where the author and the other party are; absent: the author is neither. */
  readonly zones?: NonNullable<PreviewTerms['zones']>
}

/** Terms on their way from typed text to a term sheet. */
export interface DraftTerms {
  /** What was typed; fields that follow the proposal say today's. */
  readonly typed: TypedTerms
  readonly proposals: TypedProposals | null
  readonly side: Side
  readonly wishedRate: IndexValue | null
  /** Null while something is wrong. */
  readonly sheet: TermSheet | null
  readonly preview: TermsPreview | null
  readonly errors: readonly FieldError[]
  /** Changes with every change of the terms: what somebody has seen the meaning of is sent along by this name. */
  readonly fingerprint: string
}

/** No proposals: every field that is not empty is a choice. An answer to somebody's terms starts from these. */
export const NOTHING_PROPOSED = Object.fromEntries(PROPOSAL_FIELDS.map((field) => [field, ''])) as TypedProposals

/** Makes typed terms whole by what the desk proposes, and finds what is wrong with them and what they would mean. */
export async function draftTerms(typed: TypedTerms, proposals: TypedProposals, asked: DraftAsked): Promise<DraftTerms> {
  const { token, words, rate } = asked
  const read = readTerms(typed, proposals, { token, words, rate: rate === 'wished' ? 'optional' : 'required' })
  const { preview, errors } = await lookedAt(read, asked)
  const today = preview === null ? null : typedProposals(preview.proposed, token.decimals)
  const followed = today === null ? typed : following(typed, proposals, today)
  return {
    typed: followed,
    proposals: today,
    side: read.side,
    wishedRate: read.outline?.fixedRate ?? null,
    sheet: errors.length > 0 || preview === null ? null : preview.sheet,
    preview,
    errors,
    fingerprint: fingerprintOf(followed),
  }
}

/** What the desk makes of the terms as far as they could be read. */
async function lookedAt(read: TermsRead, asked: DraftAsked): Promise<Pick<DraftTerms, 'preview' | 'errors'>> {
  const { side, outline, brokerFee, errors } = read
  const { desk, words } = asked
  if (outline === null || brokerFee === null) return { preview: null, errors }
  try {
    const preview = await desk.previewTerms({ side, outline, brokerFee, ...besides(read, asked) })
    return { preview, errors: errors.length > 0 ? errors : refusals(preview, asked) }
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfTheForm(error)) throw error
    const sentence = refusalSentence(error.code, error.facts, words.locale)
    return { preview: null, errors: [...errors, { field: 'rate', sentence }] }
  }
}

function besides({ chosen }: TermsRead, { broker, answered, zones }: DraftAsked) {
  return { chosen: chosen ?? {}, broker, answered, ...(zones === undefined ? {} : { zones }) }
}

function refusals({ refusal, sheet, outlook }: TermsPreview, asked: DraftAsked): readonly FieldError[] {
  const { token, words, deadline } = asked
  return refusal === null ? [] : [refusedField(refusal, { sheet, token, words, deadline, asOf: outlook.asOf })]
}

/** What was typed, with today's proposal in the fields that follow it. */
function following(typed: TypedTerms, proposals: TypedProposals, today: TypedProposals): TypedTerms {
  const fields = SAFETY_FIELDS.filter(
    (field) => typed[field] === '' || typed[field] === proposals[proposalFieldOf(field)],
  )
  return { ...typed, ...Object.fromEntries(fields.map((field) => [field, today[proposalFieldOf(field)]])) }
}

function fingerprintOf(typed: TypedTerms): string {
  const content = JSON.stringify(TERM_FIELDS.map((field) => typed[field]))
  return createHash('sha256').update(content).digest('base64url').slice(0, 16)
}

/** What was typed with the proposal put back into one field, if `field` names one. */
export function restored(typed: TypedTerms, proposals: TypedProposals, field: string): TypedTerms {
  const known = SAFETY_FIELDS.find((safety) => safety === field)
  return known === undefined ? typed : { ...typed, [known]: proposals[proposalFieldOf(known)] }
}
