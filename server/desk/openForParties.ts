import { Refusal } from '../domain/refusals.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { inDeskWords } from './chainReasons.ts'
import { openDeal } from './openDeal.ts'
import { dealOfParty } from './partyTo.ts'
import type { Viewer } from './partyTo.ts'
import type { DealRecord, Ports } from './ports.ts'
import { refuseUnlessSignable } from './prepareSigningAct.ts'
import { sideReadiness } from './sideReadiness.ts'

export interface OpenForParties {
  readonly dealId: Hex
  readonly by: Viewer
}

/**
 * Opens the deal from the desk's own gas account, because a party asks for it: anyone may send what both signed.
 *
 * Refuses: `dealUnknown`, to strangers as well; `sideNotReady` before anything is sent; `openingLapsed`, `alreadyOpen`,
 *          `termsCancelled`; whatever the factory refuses.
 */
export async function openForParties(ports: Ports, { dealId, by }: OpenForParties): Promise<DealRecord> {
  const { deal, side } = await dealOfParty(ports.deals, dealId, by)
  await refuseUnlessSignable(ports, deal)
  const views = await Promise.all(SIDES.map((each) => sideReadiness(ports, deal, each)))
  const unready = SIDES.find((_, index) => views[index]?.isReady !== true)
  if (unready !== undefined) throw new Refusal('sideNotReady', { side: unready })
  return inDeskWords(openDeal(ports, { dealId, actor: deal.terms[side] }))
}
