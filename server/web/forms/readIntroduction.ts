import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { momentTyped } from './momentTyped.ts'
import { mistyped, readerOf } from './reader.ts'
import type { FieldError, Typed } from './typed.ts'

/** Whom a broker brings together, and until when its proposal stands. */
export const INTRODUCTION_FIELDS = ['seller', 'buyer', 'pseudonym', 'deadline'] as const
export type TypedIntroduction = Typed<(typeof INTRODUCTION_FIELDS)[number]>

export interface IntroductionRead {
  /** E-mail addresses, in lower case. */
  readonly seller: string | null
  readonly buyer: string | null
  readonly isPseudonymous: boolean
  readonly expiresAt: Instant | null
  readonly errors: readonly FieldError[]
}

export function readIntroduction(typed: TypedIntroduction, words: Words): IntroductionRead {
  const { read, errors } = readerOf(typed)
  const email = (text: string) => (text === '' ? mistyped(words('broker.error.email')) : text.toLowerCase())
  return {
    seller: read('seller', email),
    buyer: read('buyer', email),
    isPseudonymous: typed.pseudonym !== '',
    expiresAt: read('deadline', (text) => momentTyped(text, words)),
    errors,
  }
}
