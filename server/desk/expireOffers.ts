import type { Instant } from '../domain/units/time.ts'
import { changeRfq, steppedRfq } from './changeRfq.ts'
import { closeOffer } from './closeOffers.ts'
import { completeAgreements } from './completeAgreements.ts'
import { finishAward } from './finishAward.ts'
import { tallied, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'
import type { NegotiationRecord, RfqRecord } from './ports/negotiation.ts'

/**
 * Finishes acceptances that were interrupted, makes the deals that only waited for a wallet, and then takes off the table what is past
 * its deadline in desk time: offers, and requests that no offer is on the table of.
 *
 * A request past its deadline takes no more quotes, but those it has may still be negotiated until they expire themselves.
 */
export async function expireOffers(ports: Ports): Promise<Tally> {
  const awards = await tallied(await ports.rfqs.unfinished(), (rfq) => finishAward(ports, rfq).then(() => true))
  const agreements = await completeAgreements(ports)
  const asOf = await ports.clock.asOf()
  const offers = await expireOverdue(ports, await ports.negotiations.overdue(asOf), asOf)
  const rfqs = await expireRfqs(ports, asOf)
  return [awards, agreements, offers, rfqs].reduce(together)
}

async function expireOverdue(ports: Ports, overdue: readonly NegotiationRecord[], asOf: Instant): Promise<Tally> {
  const rfqs = new Map((await ports.rfqs.readMany(overdue.map(({ rfqId }) => rfqId))).map((rfq) => [rfq.id, rfq]))
  return tallied(overdue, async (negotiation) => {
    const rfq = rfqs.get(negotiation.rfqId)
    return rfq !== undefined && (await closeOffer(ports, negotiation, rfq, asOf)).state === 'expired'
  })
}

async function expireRfqs(ports: Ports, asOf: Instant): Promise<Tally> {
  const overdue = await ports.rfqs.overdue(asOf)
  const negotiations = await ports.negotiations.ofRfqs(overdue.map(({ id }) => id))
  const running = new Set(negotiations.filter(isRunning).map(({ rfqId }) => rfqId))
  const quiet = overdue.filter(({ id }) => !running.has(id))
  return tallied(quiet, async ({ id }) => {
    const { state } = await changeRfq(ports.rfqs, id, (rfq) => expired(rfq, asOf))
    return state === 'expired'
  })
}

function isRunning({ state }: NegotiationRecord): boolean {
  return state === 'introduced' || state === 'offered'
}

function expired(rfq: RfqRecord, asOf: Instant): RfqRecord {
  if (rfq.state !== 'open') return rfq
  return steppedRfq(rfq, 'expire', { cause: 'deadline', at: asOf, actor: 'desk' })
}
