import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'
import { negotiationView } from './negotiationView.ts'
import type { NegotiationView } from './negotiationView.ts'
import { readPeople } from './peopleSeen.ts'

/** Every negotiation in which an account is a party or the broker, newest first, in whatever state. */
export async function listNegotiations(
  ports: Ports,
  { account }: { readonly account: AccountId },
): Promise<readonly NegotiationView[]> {
  return viewsOf(ports, await ports.negotiations.concerning(account), account)
}

/** The negotiations as one of the people in all of them may see them. `at`: desk time, where it is known already. */
export async function viewsOf(
  ports: Ports,
  negotiations: readonly NegotiationRecord[],
  viewer: AccountId,
  at: Instant | null = null,
): Promise<readonly NegotiationView[]> {
  if (negotiations.length === 0) return []
  const [rfqs, people, asOf] = await Promise.all([
    ports.rfqs.readMany(negotiations.map(({ rfqId }) => rfqId)),
    readPeople(
      ports,
      negotiations.flatMap(({ requester, quoter, introducedBy }) => [requester, quoter, introducedBy]),
    ),
    at ?? ports.clock.asOf(),
  ])
  const byId = new Map(rfqs.map((rfq) => [rfq.id, rfq]))
  return negotiations.flatMap((negotiation) => {
    const rfq = byId.get(negotiation.rfqId)
    return rfq === undefined ? [] : [negotiationView(ports, { negotiation, rfq, asOf, viewer, people })]
  })
}
