import type { Zones } from '../../domain/margin/fairCalls.ts'
import { ZERO_ADDRESS } from '../../domain/terms/terms.ts'
import type { Address, BySide, Side } from '../../domain/terms/terms.ts'
import { ownersOf, peopleOf } from '../partyTo.ts'
import type { DealRecord } from '../ports.ts'
import type { AccountStore } from '../ports/accounts.ts'

/** An account of the deal, and the name of whoever linked it; null where nobody here did. */
export interface PartyView {
  readonly address: Address
  readonly name: string | null
}

export interface PartiesView {
  readonly seller: PartyView
  readonly buyer: PartyView
  /** Null: the deal has no broker. */
  readonly broker: PartyView | null
}

type Peopled = Pick<DealRecord, 'terms' | 'chain' | 'facts'>

/** Names by address, of everybody who is or was in them, for as many deals as are asked for at once. */
export async function namesOf(
  { accounts }: { readonly accounts: Pick<AccountStore, 'readByAddresses'> },
  deals: readonly Peopled[],
): Promise<ReadonlyMap<Address, string>> {
  const addresses = new Set(deals.flatMap(peopleOf))
  if (addresses.size === 0) return new Map()
  const known = await accounts.readByAddresses([...addresses])
  return new Map(known.flatMap(({ name, addresses: linked }) => linked.map((address) => [address, name] as const)))
}

/** Where the present parties of a deal say that they are. */
export async function zonesOf(
  { accounts }: { readonly accounts: Pick<AccountStore, 'readByAddresses'> },
  deal: Pick<DealRecord, 'terms' | 'chain'>,
): Promise<Zones> {
  const owners = ownersOf(deal)
  const known = await accounts.readByAddresses([owners.seller, owners.buyer])
  const zone = (side: Side) => known.find(({ addresses }) => addresses.includes(owners[side]))?.timeZone ?? null
  return { seller: zone('seller'), buyer: zone('buyer') }
}

/** The present parties of one deal, by name where they have one here. */
export function partiesOf(deal: Pick<DealRecord, 'terms' | 'chain'>, names: ReadonlyMap<Address, string>): PartiesView {
  return viewsOf(ownersOf(deal), deal.terms.broker, names)
}

/** Those who signed, by name. */
export function signersOf({ terms }: Pick<DealRecord, 'terms'>, names: ReadonlyMap<Address, string>): PartiesView {
  return viewsOf(terms, terms.broker, names)
}

function viewsOf(
  { seller, buyer }: BySide<Address>,
  broker: Address,
  names: ReadonlyMap<Address, string>,
): PartiesView {
  const view = (address: Address): PartyView => ({ address, name: names.get(address) ?? null })
  return { seller: view(seller), buyer: view(buyer), broker: broker === ZERO_ADDRESS ? null : view(broker) }
}
