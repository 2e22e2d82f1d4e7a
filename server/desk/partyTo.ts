import { Refusal } from '../domain/refusals.ts'
import { SIDES, ZERO_ADDRESS } from '../domain/terms/terms.ts'
import type { Address, Hex, Side, Terms } from '../domain/terms/terms.ts'
import { knownDeal } from './changeDeal.ts'
import type { DealRecord, DealStore } from './ports.ts'
import type { Account } from './ports/accounts.ts'

/** Who asks: an account, by its linked wallets. */
export type Viewer = Pick<Account, 'addresses'>

/** The side of the terms that `viewer` owns a wallet of; null if neither. */
export function sideOf(terms: Terms, { addresses }: Viewer): Side | null {
  return SIDES.find((side) => addresses.includes(terms[side])) ?? null
}

/** The accounts on chain that a deal concerns: its two parties', and its broker's if it has one. */
export function peopleOf({ seller, buyer, broker }: Terms): readonly Address[] {
  return broker === ZERO_ADDRESS ? [seller, buyer] : [seller, buyer, broker]
}

/** A deal with the side that the viewer has in it. */
export interface DealOfParty {
  readonly deal: DealRecord
  readonly side: Side
}

/** The deal, for one of its two parties. Refuses: `dealUnknown`, to anybody else as well: a stranger does not learn that it exists. */
export async function dealOfParty(deals: DealStore, dealId: Hex, viewer: Viewer): Promise<DealOfParty> {
  const { deal, side } = await dealInSight(deals, dealId, viewer)
  if (side === null) throw new Refusal('dealUnknown', { deal: dealId })
  return { deal, side }
}

/** The deal, for its parties and its broker, who has no side. Refuses: `dealUnknown`, to anybody else as well. */
export async function dealInSight(
  deals: DealStore,
  dealId: Hex,
  viewer: Viewer,
): Promise<{ readonly deal: DealRecord; readonly side: Side | null; readonly address: Address }> {
  const deal = await knownDeal(deals, dealId)
  const side = sideOf(deal.terms, viewer)
  const address = side === null ? deal.terms.broker : deal.terms[side]
  if (!viewer.addresses.includes(address)) throw new Refusal('dealUnknown', { deal: dealId })
  return { deal, side, address }
}
