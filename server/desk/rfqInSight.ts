import { Refusal } from '../domain/refusals.ts'
import { knownRfq } from './changeRfq.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord, RfqStore } from './ports/negotiation.ts'

/** Whether `viewer` may know of the request; null: somebody who has not signed in. */
export function isInSight(rfq: RfqRecord, viewer: AccountId | null): boolean {
  if (rfq.requester === viewer) return true
  if (rfq.state === 'draft') return false
  if (rfq.visibility === 'public') return true
  return viewer !== null && (rfq.introducedBy === viewer || rfq.invited.includes(viewer))
}

/** The request, for those who may know of it. Refuses: `rfqUnknown`, to anybody else as well: a stranger does not learn that it exists. */
export async function rfqInSight(
  rfqs: Pick<RfqStore, 'read'>,
  id: string,
  viewer: AccountId | null,
): Promise<RfqRecord> {
  const rfq = await knownRfq(rfqs, id)
  if (!isInSight(rfq, viewer)) throw new Refusal('rfqUnknown', { rfq: id })
  return rfq
}
