import { ZERO_ADDRESS } from '../../domain/terms/terms.ts'
import type { Address, Terms } from '../../domain/terms/terms.ts'
import type { AccountStore } from '../ports/accounts.ts'

/** An account of the terms, and the name of whoever linked it; null where nobody here did. */
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

/** Names by address, for as many deals as are asked for at once. */
export async function namesOf(
  { accounts }: { readonly accounts: Pick<AccountStore, 'readByAddresses'> },
  deals: readonly { readonly terms: Terms }[],
): Promise<ReadonlyMap<Address, string>> {
  const addresses = new Set(deals.flatMap(({ terms: { seller, buyer, broker } }) => [seller, buyer, broker]))
  addresses.delete(ZERO_ADDRESS)
  if (addresses.size === 0) return new Map()
  const known = await accounts.readByAddresses([...addresses])
  return new Map(known.flatMap(({ name, addresses: linked }) => linked.map((address) => [address, name] as const)))
}

/** The parties of one deal, by name where they have one here. */
export function partiesOf({ seller, buyer, broker }: Terms, names: ReadonlyMap<Address, string>): PartiesView {
  const view = (address: Address): PartyView => ({ address, name: names.get(address) ?? null })
  return { seller: view(seller), buyer: view(buyer), broker: broker === ZERO_ADDRESS ? null : view(broker) }
}
