import type { Side, Terms } from '../../domain/terms/terms.ts'
import { sideOf } from '../partyTo.ts'
import type { Account } from '../ports/accounts.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'

/** What somebody is in a deal. A broker sees it and acts on nothing. */
export type DealRole = Side | 'broker'

/** The role of `viewer` in a deal: by its wallets a side of it or the broker it pays, or who introduced the two; null for anybody else. */
export function roleIn(
  terms: Terms,
  viewer: Pick<Account, 'id' | 'addresses'>,
  negotiation: Pick<NegotiationRecord, 'introducedBy'> | null,
): DealRole | null {
  const side = sideOf(terms, viewer)
  if (side !== null) return side
  return viewer.addresses.includes(terms.broker) || negotiation?.introducedBy === viewer.id ? 'broker' : null
}
