import { Refusal } from '../domain/refusals.ts'
import { SIDES, ZERO_ADDRESS, otherSide } from '../domain/terms/terms.ts'
import type { Address, BySide, Hex, Side } from '../domain/terms/terms.ts'
import { knownDeal } from './changeDeal.ts'
import type { DealRecord, DealStore } from './ports.ts'
import type { Account } from './ports/accounts.ts'

/** Who asks: an account, by its linked wallets. */
export type Viewer = Pick<Account, 'addresses'>

type Owned = Pick<DealRecord, 'terms' | 'chain'>

/** Whose each side of a deal is: whoever signed for it, until somebody takes it over. */
export function ownersOf({ terms, chain }: Owned): BySide<Address> {
  return chain?.state.owner ?? { seller: terms.seller, buyer: terms.buyer }
}

/** The side of the deal that `viewer` owns a wallet of; null if neither. */
export function sideOf(deal: Owned, { addresses }: Viewer): Side | null {
  const owners = ownersOf(deal)
  return SIDES.find((side) => addresses.includes(owners[side])) ?? null
}

/** A side that was taken over from somebody. */
export interface FormerSide {
  readonly side: Side
  /** Whose it was. */
  readonly address: Address
}

/** Every side that was somebody's and was taken over, the first first. */
export function formerSides({ facts }: Pick<DealRecord, 'facts'>): readonly FormerSide[] {
  return facts.flatMap(({ event }) =>
    event.name === 'takenOver' ? [{ side: event.side, address: event.previous }] : [],
  )
}

/** The side that was `viewer`'s last and is another's now; null where there is none, or where it owns a side again. */
export function formerSideOf(deal: Owned & Pick<DealRecord, 'facts'>, viewer: Viewer): FormerSide | null {
  if (sideOf(deal, viewer) !== null) return null
  return formerSides(deal).findLast(({ address }) => viewer.addresses.includes(address)) ?? null
}

/** The accounts on chain that a deal concerns: those who own a side or did, and its broker's if it has one. */
export function peopleOf(deal: Owned & Pick<DealRecord, 'facts'>): readonly Address[] {
  const { seller, buyer } = ownersOf(deal)
  const { broker } = deal.terms
  const people = new Set([seller, buyer, ...formerSides(deal).map(({ address }) => address), broker])
  people.delete(ZERO_ADDRESS)
  return [...people]
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

/** A deal with who looks at it: by the account that it would act with. */
export interface DealInSight {
  readonly deal: DealRecord
  /** Null: no side is the viewer's. */
  readonly side: Side | null
  readonly address: Address
}

/**
 * The deal, for its parties, and for its broker and those whose side was taken over, who have no side. Refuses: `dealUnknown`, to
 * anybody else as well.
 */
export async function dealInSight(deals: DealStore, dealId: Hex, viewer: Viewer): Promise<DealInSight> {
  const deal = await knownDeal(deals, dealId)
  const side = sideOf(deal, viewer)
  const address = side === null ? (formerSideOf(deal, viewer)?.address ?? deal.terms.broker) : ownersOf(deal)[side]
  if (!viewer.addresses.includes(address)) throw new Refusal('dealUnknown', { deal: dealId })
  return { deal, side, address }
}

/** The deal, for whoever has a claim on it that a takeover left it. Refuses: as `dealInSight`. */
export async function dealToClaimFrom(deals: DealStore, dealId: Hex, viewer: Viewer): Promise<DealInSight> {
  const seen = await dealInSight(deals, dealId, viewer)
  const claim = seen.deal.chain?.state.claims.find(({ holder }) => viewer.addresses.includes(holder))
  return claim === undefined ? seen : { ...seen, address: claim.holder }
}

/**
 * The deal, for whoever would step into its failed side: while its takeover window is open that is anybody with a wallet.
 *
 * Refuses: `dealUnknown` to strangers once there is no such window; `walletMissing`; `honouringSideCannotTakeOver`.
 */
export async function dealToTakeOver(deals: DealStore, dealId: Hex, viewer: Viewer): Promise<DealInSight> {
  const deal = await knownDeal(deals, dealId)
  const state = deal.chain?.state
  if (state?.phase !== 'defaulted') return dealInSight(deals, dealId, viewer)
  const side = sideOf(deal, viewer)
  if (side === otherSide(state.callSide)) throw new Refusal('honouringSideCannotTakeOver')
  const address = side === null ? viewer.addresses[0] : ownersOf(deal)[side]
  if (address === undefined) throw new Refusal('walletMissing')
  return { deal, side, address }
}
