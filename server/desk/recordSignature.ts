import { Refusal } from '../domain/refusals.ts'
import type { Hex, Side } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { changeDeal, knownDeal, stepped } from './changeDeal.ts'
import type { DealRecord, Ports, SideReadiness } from './ports.ts'
import type { Permit } from './ports/openings.ts'

export interface RecordSignature {
  readonly dealId: Hex
  readonly side: Side
  readonly signature: Hex
  readonly permit?: Permit | null
}

/**
 * Keeps a side's signature, and its permit if it sends one, once the signature is known to bind the side to the deal's digest.
 *
 * The same again changes nothing. Another valid signature, or a fresh permit, replaces the first as long as the deal is not sent.
 *
 * Refuses: `dealUnknown`, `signatureInvalid`, `openingLapsed`; `transitionForbidden` once the deal was sent, lapsed or cancelled.
 */
export async function recordSignature(ports: Ports, command: RecordSignature): Promise<DealRecord> {
  const { dealId, side, signature } = command
  const { terms } = await knownDeal(ports.deals, dealId)
  if (!(await ports.escrows.isSignedBy(terms[side], dealId, signature))) throw new Refusal('signatureInvalid', { side })
  const asOf = await ports.clock.asOf()
  return changeDeal(ports.deals, dealId, (deal) => signed(deal, command, asOf))
}

function signed(deal: DealRecord, { side, signature, permit }: RecordSignature, asOf: Instant): DealRecord {
  const before = deal.readiness[side]
  const after: SideReadiness = { signature, permit: permit ?? before.permit }
  if (isSame(before, after)) return deal
  if (asOf > deal.terms.openBy) throw new Refusal('openingLapsed', { openBy: deal.terms.openBy })
  const readiness = { ...deal.readiness, [side]: after }
  if (deal.state === 'signedByBoth' || (deal.state === 'signedByOne' && before.signature !== null))
    return { ...deal, readiness }
  const event = deal.state === 'agreed' ? 'signFirst' : 'signSecond'
  return { ...stepped(deal, event, { cause: `the ${side} signed`, at: asOf, actor: deal.terms[side] }), readiness }
}

function isSame(one: SideReadiness, other: SideReadiness): boolean {
  return one.signature === other.signature && isSamePermit(one.permit, other.permit)
}

function isSamePermit(one: Permit | null, other: Permit | null): boolean {
  if (one === null || other === null) return one === other
  return (
    one.r === other.r &&
    one.s === other.s &&
    one.v === other.v &&
    one.value === other.value &&
    one.deadline === other.deadline
  )
}
