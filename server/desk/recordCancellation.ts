import { Refusal } from '../domain/refusals.ts'
import type { Hex } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { dealOfParty } from './partyTo.ts'
import type { Viewer } from './partyTo.ts'
import type { DealRecord, Ports } from './ports.ts'

export interface RecordCancellation {
  readonly dealId: Hex
  readonly by: Viewer
}

const CANCELLABLE: readonly DealRecord['state'][] = ['agreed', 'signedByOne', 'signedByBoth']

/**
 * Notes that a party took its signature back, once the chain says so: the deal can never be opened.
 *
 * Refuses: `dealUnknown`, to strangers as well; `nothingToDo` while the chain knows of no cancellation.
 */
export async function recordCancellation(ports: Ports, { dealId, by }: RecordCancellation): Promise<DealRecord> {
  const { deal, side } = await dealOfParty(ports.deals, dealId, by)
  if (!(await ports.parties.isCancelled(dealId))) throw new Refusal('nothingToDo')
  const asOf = await ports.clock.asOf()
  return changeDeal(ports.deals, dealId, (read) => cancelled(read, asOf, deal.terms[side]))
}

/** The deal after one of its parties took its signature back on the chain. */
export function cancelled(deal: DealRecord, at: Instant, actor: string): DealRecord {
  if (!CANCELLABLE.includes(deal.state)) return deal
  return stepped(deal, 'cancel', { cause: 'a signature was taken back on the chain', at, actor })
}
