import { Refusal } from '../domain/refusals.ts'
import { changeRfq, refuseStale, steppedRfq } from './changeRfq.ts'
import { closeOffers } from './closeOffers.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord } from './ports/negotiation.ts'

export interface WithdrawRfq {
  readonly by: AccountId
  readonly rfqId: string
  readonly version: number
}

/**
 * Takes a request back, draft or open, and with it every offer on it. Once it is awarded it is too late.
 *
 * Refuses: `rfqUnknown` a request of somebody else as well; `alreadyAwarded`; `staleVersion`; `transitionForbidden`.
 */
export async function withdrawRfq(ports: Ports, { by, rfqId, version }: WithdrawRfq): Promise<RfqRecord> {
  const asOf = await ports.clock.asOf()
  const withdrawn = await changeRfq(ports.rfqs, rfqId, (rfq) => {
    if (rfq.requester !== by) throw new Refusal('rfqUnknown', { rfq: rfqId })
    if (rfq.awardedTo !== null) throw new Refusal('alreadyAwarded')
    refuseStale(rfq, version)
    return steppedRfq(rfq, 'withdraw', { cause: 'withdrawn', at: asOf, actor: by })
  })
  await closeOffers(ports, withdrawn, asOf)
  return withdrawn
}
