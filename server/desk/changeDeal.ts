import { DEAL_LIFECYCLE, transition } from '../domain/deal/lifecycle.ts'
import type { DeskEvent } from '../domain/deal/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { changeRecord } from './changeRecord.ts'
import type { DealEvent, DealRecord, DealStore } from './ports.ts'

/**
 * Reads a deal, lets `change` decide, and writes what it returns; reads and decides again if somebody else wrote in between.
 *
 * `change` returns the very record it was given when there is nothing to do: then nothing is written.
 *
 * Refuses: `dealUnknown`, and whatever `change` refuses.
 */
export async function changeDeal(
  deals: DealStore,
  id: Hex,
  change: (deal: DealRecord) => DealRecord,
): Promise<DealRecord> {
  return changeRecord({ read: () => knownDeal(deals, id), replace: (deal) => deals.replace(deal) }, change)
}

/** The deal of that digest. Refuses: `dealUnknown`. */
export async function knownDeal(deals: DealStore, id: Hex): Promise<DealRecord> {
  const deal = await deals.read(id)
  if (deal === null) throw new Refusal('dealUnknown', { deal: id })
  return deal
}

/** The deal after one step of its desk life, with the event that tells of it. Refuses: `transitionForbidden`. */
export function stepped(
  deal: DealRecord,
  event: DeskEvent,
  told: Pick<DealEvent, 'cause' | 'at' | 'actor'>,
): DealRecord {
  const after = transition(DEAL_LIFECYCLE, deal.state, event)
  const { cause, at, actor } = told
  return { ...deal, state: after, events: [...deal.events, { before: deal.state, event, after, cause, at, actor }] }
}
