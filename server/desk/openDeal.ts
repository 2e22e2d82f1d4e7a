import { Refusal } from '../domain/refusals.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Hex, Side } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { reasonOf } from './tally.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { Opening } from './ports/openings.ts'

export interface OpenDeal {
  readonly dealId: Hex
  readonly actor: string
}

/**
 * Sends the opening of a deal that both sides signed: both collaterals are locked in one transaction, or neither.
 *
 * The record says `opening` before anything is sent, so that whatever stops the desk in between is finished by `resumeOpenings`.
 * It becomes `open` when the chain's own event is read. If somebody else opened it, that is as good.
 *
 * Refuses: `dealUnknown`, `signatureMissing`, `openingLapsed`; `chainRefused`, and then the deal may be tried again;
 *          `transitionForbidden` a deal that lapsed or was cancelled.
 */
export async function openDeal(ports: Ports, { dealId, actor }: OpenDeal): Promise<DealRecord> {
  const asOf = await ports.clock.asOf()
  const deal = await changeDeal(ports.deals, dealId, (read) => startOpening(read, asOf, actor))
  return deal.state === 'opening' ? finishOpening(ports, deal) : deal
}

/**
 * Sends the opening, unless the escrow stands already, and notes the transaction.
 *
 * Safe to repeat: a second opening of the same terms is refused by the chain, and then the escrow is there.
 * Refuses: `chainRefused`; the deal is back where it was, with the reason among its events.
 */
export async function finishOpening(ports: Ports, deal: DealRecord): Promise<DealRecord> {
  if (await standsOnChain(ports, deal)) return deal
  try {
    const mined = await ports.escrows.open(openingOf(deal))
    return await changeDeal(ports.deals, deal.id, (read) => noted(read, mined.transaction))
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'chainRefused') throw error
    if (await standsOnChain(ports, deal)) return deal
    const at = await ports.clock.asOf()
    await changeDeal(ports.deals, deal.id, (read) => takenBack(read, reasonOf(error), at))
    throw error
  }
}

/** Whether the chain has the escrow, whoever opened it. */
export async function standsOnChain(ports: Ports, deal: DealRecord): Promise<boolean> {
  const state = await ports.escrows.readState(deal.escrow)
  return state.phase !== 'none'
}

/** The sides whose signature the desk does not hold. */
export function sidesUnsigned(deal: DealRecord): readonly Side[] {
  return SIDES.filter((side) => deal.readiness[side].signature === null)
}

function startOpening(deal: DealRecord, asOf: Instant, actor: string): DealRecord {
  if (deal.state === 'open' || deal.state === 'opening') return deal
  const [unsigned] = sidesUnsigned(deal)
  if (unsigned !== undefined) throw new Refusal('signatureMissing', { side: unsigned })
  if (asOf > deal.terms.openBy) throw new Refusal('openingLapsed', { openBy: deal.terms.openBy })
  return stepped(deal, 'send', { cause: 'both sides signed', at: asOf, actor })
}

function noted(deal: DealRecord, transaction: Hex): DealRecord {
  return deal.opening === transaction ? deal : { ...deal, opening: transaction }
}

function takenBack(deal: DealRecord, reason: string, at: Instant): DealRecord {
  if (deal.state !== 'opening') return deal
  return { ...stepped(deal, 'sendFailed', { cause: reason, at, actor: 'chain' }), opening: null }
}

/** What it takes to open the deal, by whoever sends it. Refuses: `signatureMissing`. */
export function openingOf(deal: DealRecord): Opening {
  const { seller, buyer } = deal.readiness
  return {
    terms: deal.terms,
    signature: { seller: signatureOf(deal, 'seller'), buyer: signatureOf(deal, 'buyer') },
    permit: { seller: seller.permit, buyer: buyer.permit },
  }
}

function signatureOf(deal: DealRecord, side: Side): Hex {
  const { signature } = deal.readiness[side]
  if (signature === null) throw new Refusal('signatureMissing', { side })
  return signature
}
