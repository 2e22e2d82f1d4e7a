import type { Instant } from '../domain/units/time.ts'
import { changeRfq, steppedRfq } from './changeRfq.ts'
import { closeOffer } from './closeOffers.ts'
import { completeAgreements } from './completeAgreements.ts'
import { finishAward } from './finishAward.ts'
import { NOTHING_DONE, tallied, together } from './tally.ts'
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
  const [unfinished, asOf] = await Promise.all([ports.rfqs.unfinished(), ports.clock.asOf()])
  const awards = await tallied(unfinished, (rfq) => finishAward(ports, rfq).then(() => true))
  const [agreements, overdue, overdueRfqs] = await Promise.all([
    completeAgreements(ports),
    ports.negotiations.overdue(asOf),
    ports.rfqs.overdue(asOf),
  ])
  const offers = await expireOverdue(ports, overdue, asOf)
  const rfqs = await expireRfqs(ports, overdueRfqs, asOf)
  return [awards, agreements, offers, rfqs].reduce(together)
}

async function expireOverdue(ports: Ports, overdue: readonly NegotiationRecord[], asOf: Instant): Promise<Tally> {
  if (overdue.length === 0) return NOTHING_DONE
  const rfqs = new Map((await ports.rfqs.readMany(overdue.map(({ rfqId }) => rfqId))).map((rfq) => [rfq.id, rfq]))
  return tallied(overdue, async (negotiation) => {
    const rfq = rfqs.get(negotiation.rfqId)
    return rfq !== undefined && (await closeOffer(ports, negotiation, rfq, asOf)).state === 'expired'
  })
}

async function expireRfqs(ports: Ports, overdue: readonly RfqRecord[], asOf: Instant): Promise<Tally> {
  if (overdue.length === 0) return NOTHING_DONE
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
