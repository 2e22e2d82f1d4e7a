import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import { standingFor } from '../standing.ts'
import { negotiationView } from './negotiationView.ts'
import type { NegotiationView } from './negotiationView.ts'
import { readPeople } from './peopleSeen.ts'

export interface ReadNegotiation {
  readonly negotiationId: string
  readonly viewer: AccountId
}

/** One negotiation, for its two parties and its broker. Refuses: `negotiationUnknown`; `notYours` to anybody else. */
export async function readNegotiation(
  ports: Ports,
  { negotiationId, viewer }: ReadNegotiation,
): Promise<NegotiationView> {
  const standing = await standingFor(ports, { negotiationId, by: viewer })
  const { requester, quoter, introducedBy } = standing.negotiation
  const people = await readPeople(ports, [requester, quoter, introducedBy])
  return negotiationView(ports, { ...standing, viewer, people })
}
