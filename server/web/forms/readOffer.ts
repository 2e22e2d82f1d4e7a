import type { Account } from '../../desk/ports/accounts.ts'
import type { Address } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { momentTyped } from './momentTyped.ts'
import { mistyped, readerOf } from './reader.ts'
import type { FieldError, Typed } from './typed.ts'

/** What makes terms a firm offer. */
export const OFFER_FIELDS = ['expiresAt', 'address'] as const
export type TypedOffer = Typed<(typeof OFFER_FIELDS)[number]>

export interface OfferRead {
  readonly expiresAt: Instant | null
  readonly address: Address | null
  readonly errors: readonly FieldError[]
}

/** Reads until when an offer is firm, and the linked account it names; null: the first one. */
export function readOffer(typed: TypedOffer, { addresses }: Pick<Account, 'addresses'>, words: Words): OfferRead {
  const { read, errors } = readerOf(typed)
  const expiresAt = read('expiresAt', (text) => momentTyped(text, words))
  const address = read('address', (text) => linkedAddress(text, addresses, words))
  return { expiresAt, address, errors }
}

/** The one of the linked accounts that was chosen. */
function linkedAddress(text: string, addresses: readonly Address[], words: Words): Address | null {
  if (text === '') return null
  const known = addresses.find((address) => address.toLowerCase() === text.toLowerCase())
  return known ?? mistyped(words('form.error.address'))
}
