import { Refusal } from '../domain/refusals.ts'
import { changeRfq, refuseStale } from './changeRfq.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord } from './ports/negotiation.ts'
import { draftOf } from './rfqDraft.ts'
import type { RfqDraft } from './rfqDraft.ts'

export interface SaveDraft {
  readonly by: AccountId
  /** The draft that is saved again, at the version its form was drawn from; a new one without. */
  readonly rfqId?: string | undefined
  readonly version?: number | undefined
  readonly draft: RfqDraft
}

/**
 * Keeps a request for its author alone, as far as it is written. Nothing of it is checked before it is published.
 *
 * Refuses: `rfqUnknown` a draft of somebody else as well; `staleVersion`; `transitionForbidden` once it is published.
 */
export async function saveDraft(ports: Ports, { by, rfqId, version, draft }: SaveDraft): Promise<RfqRecord> {
  if (rfqId === undefined) {
    return ports.rfqs.insert(draftOf(ports.ids.next(), by, draft, await ports.clock.asOf()))
  }
  return changeRfq(ports.rfqs, rfqId, (rfq) => {
    if (rfq.requester !== by) throw new Refusal('rfqUnknown', { rfq: rfqId })
    if (rfq.state !== 'draft') throw new Refusal('transitionForbidden', { state: rfq.state, event: 'save' })
    refuseStale(rfq, version ?? 0)
    return { ...rfq, ...draft }
  })
}
