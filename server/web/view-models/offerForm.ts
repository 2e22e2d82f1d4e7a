import type { Token } from '../../desk/ports.ts'
import type { Account } from '../../desk/ports/accounts.ts'
import type { DraftTerms } from '../forms/draftTerms.ts'
import type { TypedOffer } from '../forms/readOffer.ts'
import type { FieldError } from '../forms/typed.ts'
import type { Words } from '../words/words.ts'
import { addressChoice, plainField, toTermsForm } from './termsForm.ts'
import type { Answered } from './termsFields.ts'
import type { redline } from './redline.ts'

/** What is particular to the page on which an offer is written. */
export interface OfferPage {
  readonly title: string
  readonly lead: string
  readonly crumb: { readonly name: string; readonly href: string }
  readonly action: string
  readonly submit: string
  readonly submitHint: string
  readonly answered: Answered
  /** The version that is answered; empty for a request. */
  readonly version: number | ''
}

export interface OfferFormDrawn {
  readonly words: Words
  readonly token: Token
  readonly viewer: Pick<Account, 'addresses'>
  readonly page: OfferPage
  readonly terms: DraftTerms
  readonly offer: TypedOffer
  readonly errors: readonly FieldError[]
  readonly form: string
  readonly notice: string | null
  /** What replaced the version that was answered. */
  readonly difference: ReturnType<typeof redline> | null
}

/** The form of a firm offer: a quote on a request, or an answer to a version. */
export function toOfferForm(drawn: OfferFormDrawn) {
  const { words, token, viewer, page, terms, offer, errors, form, notice, difference } = drawn
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.sentence ?? null
  const hasErrors = errors.length > 0
  return {
    ...page,
    styles: ['terms'],
    scripts: ['terms'],
    formName: form,
    notice: hasErrors && difference === null ? null : notice,
    difference,
    errors: hasErrors ? errors : null,
    form: toTermsForm({
      words,
      token,
      typed: terms.typed,
      proposals: terms.proposals,
      errors,
      rate: 'firm',
      answered: page.answered,
      isSideOpen: false,
      voice: 'party',
      outlook: terms.errors.length > 0 ? null : (terms.preview?.outlook ?? null),
      reviewed: terms.fingerprint,
    }),
    expiresAt: plainField('expiresAt', {
      label: words('form.expires'),
      hint: words('form.expiresHint'),
      value: offer.expiresAt,
      type: 'datetime-local',
      error: errorOf('expiresAt'),
    }),
    address: addressChoice(viewer.addresses, offer.address, errorOf('address'), words),
  }
}
