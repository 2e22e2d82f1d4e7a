import type { Instant } from '../domain/units/time.ts'
import { changeNegotiation, lastVersion, steppedNegotiation } from './changeNegotiation.ts'
import type { Ports } from './ports.ts'
import type { Ending, NegotiationRecord, RfqRecord } from './ports/negotiation.ts'

/**
 * Takes every offer on a request off the table that has no place there any more: all of them once it is withdrawn, has expired or is
 * awarded, but the one it was awarded to. Returns how many.
 */
export async function closeOffers(ports: Pick<Ports, 'negotiations'>, rfq: RfqRecord, asOf: Instant): Promise<number> {
  let closed = 0
  for (const negotiation of await ports.negotiations.ofRfqs([rfq.id])) {
    if (endingDue(negotiation, rfq, asOf) === null) continue
    await closeOffer(ports, negotiation, rfq, asOf)
    closed += 1
  }
  return closed
}

/** Takes one offer off the table, if it has no place there any more. */
export async function closeOffer(
  ports: Pick<Ports, 'negotiations'>,
  { id }: Pick<NegotiationRecord, 'id'>,
  rfq: RfqRecord,
  asOf: Instant,
): Promise<NegotiationRecord> {
  return changeNegotiation(ports.negotiations, id, (negotiation) => {
    const ending = endingDue(negotiation, rfq, asOf)
    if (ending === null) return negotiation
    return steppedNegotiation(negotiation, 'expire', { cause: ending, at: asOf, actor: 'desk' })
  })
}

/** Why a running negotiation is over without an answer, null if it is not. One that holds the award is for `finishAward` to end. */
export function endingDue(negotiation: NegotiationRecord, rfq: RfqRecord, asOf: Instant): Ending | null {
  const isRunning = negotiation.state === 'introduced' || negotiation.state === 'offered'
  if (!isRunning || rfq.awardedTo === negotiation.id) return null
  if (rfq.awardedTo !== null) return 'awardedElsewhere'
  if (rfq.state === 'withdrawn') return 'rfqWithdrawn'
  if (rfq.state === 'expired') return 'rfqExpired'
  return asOf > lastVersion(negotiation).expiresAt ? 'deadline' : null
}
