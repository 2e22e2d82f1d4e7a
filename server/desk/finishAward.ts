import { changeNegotiation, lastVersion, steppedNegotiation } from './changeNegotiation.ts'
import { changeRfq, steppedRfq } from './changeRfq.ts'
import { closeOffers } from './closeOffers.ts'
import { completeAgreement } from './completeAgreements.ts'
import type { Ports } from './ports.ts'
import type { Award, NegotiationRecord, RfqRecord } from './ports/negotiation.ts'
import { roleOf } from './standing.ts'

/**
 * Does what follows from an award that holds its request's lock: the negotiation is agreed, the other offers are closed, and the deal is
 * made as far as it can be. Safe to repeat from wherever it was interrupted.
 *
 * If the accepted version had left the table before the lock was taken, the lock is given back, and the negotiation is returned as it
 * is: not agreed.
 */
export async function finishAward(ports: Ports, rfq: RfqRecord): Promise<NegotiationRecord> {
  const { award, awardedTo } = rfq
  if (award === null || awardedTo === null) throw new Error(`request ${rfq.id} is not awarded`)
  const negotiation = await changeNegotiation(ports.negotiations, awardedTo, (read) => agreedOn(read, award))
  if (negotiation.state !== 'agreed') {
    await changeRfq(ports.rfqs, rfq.id, (read) => released(read, awardedTo, award))
    return negotiation
  }
  if (award.isFinished) return negotiation
  await closeOffers(ports, rfq, award.at)
  const completed = await completeAgreement(ports, negotiation)
  await changeRfq(ports.rfqs, rfq.id, finished)
  return completed
}

/** The negotiation, agreed, if the accepted version is still the one on the table. */
function agreedOn(negotiation: NegotiationRecord, { version, by, address, at }: Award): NegotiationRecord {
  if (negotiation.state !== 'offered' || lastVersion(negotiation).number !== version) return negotiation
  const agreed = steppedNegotiation(negotiation, 'accept', { cause: `version ${version} accepted`, at, actor: by })
  const role = roleOf(negotiation, by)
  if (role === null || address === null) return agreed
  return { ...agreed, address: { ...agreed.address, [role]: address } }
}

/** The request with its lock given back, unless the lock is another's by now. */
function released(rfq: RfqRecord, awardedTo: string, { version, at }: Award): RfqRecord {
  if (rfq.awardedTo !== awardedTo || rfq.award?.version !== version) return rfq
  const told = { cause: 'the offer had left the table', at, actor: 'desk' }
  return { ...steppedRfq(rfq, 'release', told), awardedTo: null, award: null }
}

function finished(rfq: RfqRecord): RfqRecord {
  if (rfq.award === null || rfq.award.isFinished) return rfq
  return { ...rfq, award: { ...rfq.award, isFinished: true } }
}
