import type { Token } from '../../desk/ports.ts'
import type { DraftTerms } from '../forms/draftTerms.ts'
import type { TypedRequest } from '../forms/readRequest.ts'
import type { FieldError } from '../forms/typed.ts'
import type { Words } from '../words/words.ts'
import { plainField, toTermsForm } from './termsForm.ts'

export interface RfqFormDrawn {
  readonly words: Words
  readonly token: Token
  readonly terms: DraftTerms
  readonly request: TypedRequest
  readonly errors: readonly FieldError[]
  /** The draft that is edited; null: a new request. */
  readonly draft: { readonly version: number } | null
  /** Where the form is sent. */
  readonly action: string
  /** This form's own name, so that sending it twice does nothing twice. */
  readonly form: string
  /** Whether the terms were changed since their author last saw what they mean. */
  readonly notice: 'reviewed' | null
}

/** The form of a request, new or a draft. */
export function toRfqForm(drawn: RfqFormDrawn) {
  const { words, errors, draft, action, form, notice } = drawn
  const hasErrors = errors.length > 0
  return {
    title: words(draft === null ? 'rfq.new' : 'rfq.edit'),
    styles: ['terms'],
    scripts: ['terms'],
    action,
    formName: form,
    version: draft?.version ?? '',
    notice: notice === null || hasErrors ? null : words('form.reviewed'),
    errors: hasErrors ? errors : null,
    form: formOfTerms(drawn),
    ...audience(drawn),
  }
}

function formOfTerms({ words, token, terms, errors }: RfqFormDrawn) {
  return toTermsForm({
    words,
    token,
    typed: terms.typed,
    proposals: terms.proposals,
    errors,
    rate: 'wished',
    answered: null,
    isSideOpen: true,
    voice: 'party',
    outlook: terms.errors.length > 0 ? null : (terms.preview?.outlook ?? null),
    reviewed: terms.fingerprint,
  })
}

/** Who may see the request, and until when. */
function audience({ words, request, errors }: RfqFormDrawn) {
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.sentence ?? null
  const visibility = request.visibility === 'named' ? 'named' : 'public'
  const invited = { label: words('rfq.invited'), hint: words('rfq.invitedHint'), value: request.invited, type: 'text' }
  const deadline = {
    label: words('form.deadline'),
    hint: words('form.deadlineHint'),
    value: request.deadline,
    type: 'datetime-local',
  }
  return {
    visibilities: (['public', 'named'] as const).map((value) => ({
      value,
      name: words(`rfq.${value}`),
      isSelected: value === visibility,
    })),
    invited: plainField('invited', { ...invited, error: errorOf('invited') }),
    deadline: plainField('deadline', { ...deadline, error: errorOf('deadline') }),
    isPseudonymous: request.pseudonym !== '',
  }
}
