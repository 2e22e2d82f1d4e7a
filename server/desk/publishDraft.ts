import { Refusal } from '../domain/refusals.ts'
import { changeRfq, knownRfq, refuseStale } from './changeRfq.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord } from './ports/negotiation.ts'
import { published } from './publishRfq.ts'
import { checkDraft } from './rfqDraft.ts'

export interface PublishDraft {
  readonly by: AccountId
  readonly rfqId: string
  /** The version of the draft that its author has seen. */
  readonly version: number
}

/**
 * Publishes a request that was kept as a draft.
 *
 * Refuses: `rfqUnknown` a draft of somebody else as well; `staleVersion`; `transitionForbidden` what is no draft any more; whatever
 *          `checkDraft` refuses.
 */
export async function publishDraft(ports: Ports, { by, rfqId, version }: PublishDraft): Promise<RfqRecord> {
  const draft = await knownRfq(ports.rfqs, rfqId)
  if (draft.requester !== by) throw new Refusal('rfqUnknown', { rfq: rfqId })
  await checkDraft(ports, by, draft)
  const at = await ports.clock.asOf()
  return changeRfq(ports.rfqs, rfqId, (rfq) => {
    refuseStale(rfq, version)
    return published(rfq, by, at)
  })
}
