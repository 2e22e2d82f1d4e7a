import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { momentTyped } from './momentTyped.ts'
import { choice, mistyped, readerOf } from './reader.ts'
import type { FieldError, Typed } from './typed.ts'

/** Who may see a request, and until when. */
export const REQUEST_FIELDS = ['visibility', 'invited', 'pseudonym', 'deadline'] as const
export type TypedRequest = Typed<(typeof REQUEST_FIELDS)[number]>

export interface RequestRead {
  readonly visibility: 'public' | 'named'
  /** E-mail addresses in lower case, each once; empty where the request is public. */
  readonly invited: readonly string[]
  readonly isPseudonymous: boolean
  readonly expiresAt: Instant | null
  readonly errors: readonly FieldError[]
}

const PLAUSIBLE_EMAIL = /^[^\s@]+@[^\s@]+$/

export function readRequest(typed: TypedRequest, words: Words): RequestRead {
  const { read, errors } = readerOf(typed)
  const visibility = choice(typed.visibility, ['public', 'named'])
  return {
    visibility,
    invited: visibility === 'public' ? [] : (read('invited', (text) => emailsTyped(text, words)) ?? []),
    isPseudonymous: typed.pseudonym !== '',
    expiresAt: read('deadline', (text) => momentTyped(text, words)),
    errors,
  }
}

function emailsTyped(text: string, words: Words): readonly string[] {
  const emails = text
    .toLowerCase()
    .split(/[\s,;，；、]+/)
    .filter((part) => part !== '')
  if (emails.length === 0) mistyped(words('rfq.error.invitedMissing'))
  const odd = emails.find((email) => !PLAUSIBLE_EMAIL.test(email))
  if (odd !== undefined) mistyped(words('rfq.error.invitedOdd', { email: odd }))
  return [...new Set(emails)]
}
