import { RFQ_LIFECYCLE, transition } from '../domain/deal/lifecycle.ts'
import type { RfqEvent } from '../domain/deal/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import { changeRecord } from './changeRecord.ts'
import type { NegotiationEvent, RfqRecord, RfqStore } from './ports/negotiation.ts'

/** What an event of a request or a negotiation tells beside its name: why, when and by whom. */
export type Told = Pick<NegotiationEvent<string>, 'cause' | 'at' | 'actor'>

/** The request of that id. Refuses: `rfqUnknown`. */
export async function knownRfq(rfqs: Pick<RfqStore, 'read'>, id: string): Promise<RfqRecord> {
  const rfq = await rfqs.read(id)
  if (rfq === null) throw new Refusal('rfqUnknown', { rfq: id })
  return rfq
}

/** Changes a request, as deals are changed. Refuses: `rfqUnknown`, and whatever `change` refuses. */
export async function changeRfq(rfqs: RfqStore, id: string, change: (rfq: RfqRecord) => RfqRecord): Promise<RfqRecord> {
  return changeRecord({ read: () => knownRfq(rfqs, id), replace: (rfq) => rfqs.replace(rfq) }, change)
}

/** The request after one step of its life, with the event that tells of it. Refuses: `transitionForbidden`. */
export function steppedRfq(rfq: RfqRecord, event: RfqEvent, told: Told): RfqRecord {
  const after = transition(RFQ_LIFECYCLE, rfq.state, event)
  const { cause, at, actor } = told
  return { ...rfq, state: after, events: [...rfq.events, { before: rfq.state, event, after, cause, at, actor }] }
}

/** Refuses: `staleVersion` a form that was drawn from an older version of the request. */
export function refuseStale(rfq: RfqRecord, version: number): void {
  if (rfq.version !== version) throw new Refusal('staleVersion')
}
