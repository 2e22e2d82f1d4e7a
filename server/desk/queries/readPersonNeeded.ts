import type { Hex } from '../../domain/terms/terms.ts'
import type { NeedsPerson } from '../advanceReplay.ts'
import { peopleOf } from '../partyTo.ts'
import type { DealRecord, Ports } from '../ports.ts'
import type { Change } from '../ports/changes.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'

/** Something that waits for a person, and whom it concerns: accounts of the desk, or accounts on chain. */
export interface PersonNeeded {
  readonly reason: NeedsPerson | 'offerReceived' | 'signatureAwaited'
  readonly what: 'negotiation' | 'deal'
  readonly id: string
  readonly concerns: readonly string[]
}

/** Whether a change of a negotiation, or of a deal before it is open, leaves something for a person to do; null if it does not. */
export async function readPersonNeeded(
  { deals, negotiations }: Pick<Ports, 'deals' | 'negotiations'>,
  { what, id }: Change,
): Promise<PersonNeeded | null> {
  if (what === 'deal') return inDeal(await deals.read(id as Hex))
  return what === 'negotiation' ? inNegotiation(await negotiations.read(id)) : null
}

const TO_BE_SIGNED: readonly DealRecord['state'][] = ['agreed', 'signedByOne', 'signedByBoth']

function inDeal(deal: DealRecord | null): PersonNeeded | null {
  if (deal === null || !TO_BE_SIGNED.includes(deal.state)) return null
  return { reason: 'signatureAwaited', what: 'deal', id: deal.id, concerns: peopleOf(deal) }
}

/** Once both accounts are known, what was agreed is a deal, and speaks for itself. */
function inNegotiation(negotiation: NegotiationRecord | null): PersonNeeded | null {
  if (negotiation?.dealId !== null) return null
  const { id, state, requester, quoter, introducedBy } = negotiation
  const told = {
    what: 'negotiation',
    id,
    concerns: [requester, quoter, ...(introducedBy === null ? [] : [introducedBy])],
  } as const
  if (state === 'agreed') return { ...told, reason: 'signatureAwaited' }
  return state === 'offered' || state === 'introduced' ? { ...told, reason: 'offerReceived' } : null
}
