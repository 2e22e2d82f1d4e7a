import type { Side, Terms } from '../../domain/terms/terms.ts'
import { sideOf } from '../partyTo.ts'
import type { Account } from '../ports/accounts.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'

/** Who sees a deal and acts on nothing: its broker, and whoever audits the desk. */
export type Onlooker = 'broker' | 'auditor'

/** What somebody is in a deal. */
export type DealRole = Side | Onlooker

/** Who asks for a deal. */
export type DealViewer = Pick<Account, 'id' | 'addresses' | 'isAuditor'>

/**
 * The role of `viewer` in a deal: by its wallets a side of it or the broker it pays, or who introduced the two; an auditor, who reads
 * every deal; null for anybody else.
 */
export function roleIn(
  terms: Terms,
  viewer: DealViewer,
  negotiation: Pick<NegotiationRecord, 'introducedBy'> | null,
): DealRole | null {
  const side = sideOf(terms, viewer)
  if (side !== null) return side
  if (viewer.addresses.includes(terms.broker) || negotiation?.introducedBy === viewer.id) return 'broker'
  return viewer.isAuditor ? 'auditor' : null
}

/** Whether the role has no side: it sees both accounts, and acts on neither. */
export function isOnlooker(role: DealRole): role is Onlooker {
  return role === 'broker' || role === 'auditor'
}
