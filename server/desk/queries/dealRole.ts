import type { Side } from '../../domain/terms/terms.ts'
import { formerSideOf, sideOf } from '../partyTo.ts'
import type { DealRecord } from '../ports.ts'
import type { Account } from '../ports/accounts.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'

/**
 * Who sees a deal and acts on nothing: its broker, whoever audits the desk, and a former party, whose side was taken over and who may
 * take what was left to it.
 */
export type Onlooker = 'broker' | 'auditor' | 'former'

/** What somebody is in a deal. */
export type DealRole = Side | Onlooker

/** Who asks for a deal. */
export type DealViewer = Pick<Account, 'id' | 'addresses' | 'isAuditor'>

/**
 * The role of `viewer` in a deal: by its wallets the owner of a side, one whose side was taken over, or the broker it pays, or who
 * introduced the two; an auditor, who reads every deal; null for anybody else.
 */
export function roleIn(
  deal: Pick<DealRecord, 'terms' | 'chain' | 'facts'>,
  viewer: DealViewer,
  negotiation: Pick<NegotiationRecord, 'introducedBy'> | null,
): DealRole | null {
  const side = sideOf(deal, viewer)
  if (side !== null) return side
  if (formerSideOf(deal, viewer) !== null) return 'former'
  if (viewer.addresses.includes(deal.terms.broker) || negotiation?.introducedBy === viewer.id) return 'broker'
  return viewer.isAuditor ? 'auditor' : null
}

/** Whether the role has no side: it sees both accounts, and acts on neither. */
export function isOnlooker(role: DealRole): role is Onlooker {
  return role === 'broker' || role === 'auditor' || role === 'former'
}
