import type { Token } from '../../desk/ports.ts'
import type { DraftTerms } from '../forms/draftTerms.ts'
import type { TypedIntroduction } from '../forms/readIntroduction.ts'
import type { FieldError } from '../forms/typed.ts'
import type { Words } from '../words/words.ts'
import { plainField, toTermsForm } from './termsForm.ts'
import { termsField } from './termsFields.ts'

export interface IntroduceFormDrawn {
  readonly words: Words
  readonly token: Token
  readonly terms: DraftTerms
  readonly introduction: TypedIntroduction
  readonly errors: readonly FieldError[]
  readonly form: string
  readonly notice: 'reviewed' | null
}

/** The form in which a broker proposes terms to two clients. */
export function toIntroduceForm({ words, token, terms, introduction, errors, form, notice }: IntroduceFormDrawn) {
  const hasErrors = errors.length > 0
  const { typed, proposals } = terms
  const asked = { words, token, typed, proposals, errors, rate: 'introduced', answered: null } as const
  const outlook = terms.errors.length > 0 ? null : (terms.preview?.outlook ?? null)
  return {
    title: words('broker.introduce'),
    styles: ['terms'],
    scripts: ['terms'],
    formName: form,
    notice: notice === null || hasErrors ? null : words('form.reviewed'),
    errors: hasErrors ? errors : null,
    form: toTermsForm({ ...asked, isSideOpen: false, voice: 'broker', outlook, reviewed: terms.fingerprint }),
    fee: { ...termsField('brokerFee', asked), label: words('broker.fee'), hint: words('broker.feeHint') },
    ...clients(introduction, errors, words),
    isPseudonymous: introduction.pseudonym !== '',
  }
}

function clients({ seller, buyer, deadline }: TypedIntroduction, errors: readonly FieldError[], words: Words) {
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.sentence ?? null
  const field = (id: 'seller' | 'buyer' | 'deadline', hint: string, value: string, type: string) =>
    plainField(id, { label: words(`broker.${id}`), hint, value, type, error: errorOf(id) })
  return {
    seller: field('seller', words('broker.sellerHint'), seller, 'email'),
    buyer: field('buyer', words('broker.buyerHint'), buyer, 'email'),
    deadline: field('deadline', words('form.deadlineHint'), deadline, 'datetime-local'),
  }
}
