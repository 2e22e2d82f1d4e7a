import { termsOf } from '../demo/terms.ts'
import type { Permit } from '../desk/ports/openings.ts'
import type { PartyWallet } from '../adapters/chain/wallet.ts'
import { initialMargin } from '../domain/terms/terms.ts'
import type { Address, BySide, Terms } from '../domain/terms/terms.ts'
import type { Ground } from './ground.ts'

/** A deal that was opened, and what that took. */
export interface Opened {
  readonly terms: Terms
  readonly escrow: Address
  readonly gasUsed: bigint
}

/** Opens a deal of the regulars out of the allowances that they have given. Each salt makes another deal. */
export async function openOutOfAllowances(ground: Ground, salt: bigint): Promise<Opened> {
  const terms = termsBetween(ground, ground.regulars, salt)
  return open(ground, ground.regulars, terms, { seller: null, buyer: null })
}

/** Opens the newcomers' deal with a permit of each for exactly its margin. */
export async function openWithPermits(ground: Ground): Promise<Opened> {
  const { newcomers, escrows } = ground
  const terms = termsBetween(ground, newcomers, 0n)
  const { factory } = escrows.network
  const permit = {
    seller: await newcomers.seller.signPermit(terms.token, factory, initialMargin(terms, 'seller'), terms.openBy),
    buyer: await newcomers.buyer.signPermit(terms.token, factory, initialMargin(terms, 'buyer'), terms.openBy),
  }
  return open(ground, newcomers, terms, permit)
}

function termsBetween({ scenario, escrows }: Ground, { seller, buyer }: BySide<PartyWallet>, salt: bigint): Terms {
  return termsOf(scenario, escrows, { seller: seller.address, buyer: buyer.address }, salt)
}

async function open(
  { escrows }: Ground,
  { seller, buyer }: BySide<PartyWallet>,
  terms: Terms,
  permit: BySide<Permit | null>,
): Promise<Opened> {
  const signature = { seller: seller.signTerms(terms), buyer: buyer.signTerms(terms) }
  const [escrow, { gasUsed }] = await Promise.all([escrows.escrowOf(terms), escrows.open({ terms, signature, permit })])
  return { terms, escrow, gasUsed }
}
