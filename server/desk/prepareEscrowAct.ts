import { Refusal } from '../domain/refusals.ts'
import type { Address, Side } from '../domain/terms/terms.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import { parseAmount } from '../domain/units/parse.ts'
import { sideNeeded, transactionStep } from './actSteps.ts'
import type { ActStep } from './actSteps.ts'
import { foretell } from './foretell.ts'
import { refuseWithoutGas, refuseWithoutToken } from './meansOf.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { EscrowPartyAct } from './ports/parties.ts'

/** What anybody may do to an escrow; what only the owner of a side may. */
const ANYBODYS_ACTS = ['settle', 'mark', 'closeOut'] as const
const OWNERS_ACTS = [
  'unwind',
  'withdrawProposal',
  'topUp',
  'withdraw',
  'proposeTermination',
  'acceptTermination',
] as const
export const ESCROW_ACTS = [...ANYBODYS_ACTS, ...OWNERS_ACTS] as const

/** What a party does to the escrow of its deal. Amounts in the deal's token, as a person types them; `payer` pays the other side. */
export type EscrowActAsked =
  | { readonly name: (typeof ANYBODYS_ACTS)[number] | 'unwind' | 'withdrawProposal' }
  | { readonly name: 'topUp' | 'withdraw'; readonly amount: string }
  | { readonly name: 'proposeTermination' | 'acceptTermination'; readonly amount: string; readonly payer: Side }

interface Actor {
  readonly deal: DealRecord
  readonly side: Side | null
  readonly from: Address
}

/**
 * What the wallet is asked for to act on the escrow. A top-up that the escrow may not pull yet is two steps: allow it, then do it.
 *
 * Refuses: `notANumber`, `tooManyDigits`; `notLive` before the opening; `notOwner`; `gasMissing`, `tokenShort`; `nothingToDo` where nothing would change; whatever
 *          the act itself is refused for.
 */
export async function escrowSteps(ports: Ports, actor: Actor, asked: EscrowActAsked): Promise<readonly ActStep[]> {
  const { deal, from } = actor
  if (deal.chain === null) throw new Refusal('notLive', { phase: 'none' })
  const act = partyAct(actor, asked)
  await refuseWithoutGas(ports, actor)
  const foretold = await foretell(ports, { deal, side: actor.side ?? 'seller', act })
  if (foretold !== null && foretold.after === foretold.before) throw new Refusal('nothingToDo')
  const step = transactionStep(ports, act, foretold)
  if (act.name !== 'topUp') return [step]
  await refuseWithoutToken(ports, { deal, from }, act.amount)
  return [...(await allowing(ports, actor, act.amount)), step]
}

/** The approval that a top-up needs first, if it needs one. */
async function allowing(ports: Ports, { deal, from }: Actor, amount: BaseUnits): Promise<readonly ActStep[]> {
  const { token } = deal.terms
  const allowed = await ports.parties.allowanceFor(from, token, deal.escrow)
  if (allowed >= amount) return []
  const act = { name: 'approve', token, spender: deal.escrow, amount } as const
  return [transactionStep(ports, act, null)]
}

function partyAct({ deal, side, from }: Actor, asked: EscrowActAsked): EscrowPartyAct {
  const { escrow } = deal
  switch (asked.name) {
    case 'settle':
    case 'mark':
    case 'closeOut':
      return { name: asked.name, escrow }
    case 'unwind':
    case 'withdrawProposal':
      sideNeeded(side)
      return { name: asked.name, escrow }
    case 'topUp':
      return { name: 'topUp', escrow, side: sideNeeded(side), amount: amountOf(deal, asked) }
    case 'withdraw':
      return { name: 'withdraw', escrow, side: sideNeeded(side), amount: amountOf(deal, asked), to: from }
    default:
      sideNeeded(side)
      return { name: asked.name, escrow, payment: paymentOf(deal, asked) }
  }
}

function amountOf({ terms }: DealRecord, { amount }: { readonly amount: string }): BaseUnits {
  return parseAmount(amount.trim(), terms.decimals)
}

/** Positive: paid by the buyer to the seller. */
function paymentOf(deal: DealRecord, asked: { readonly amount: string; readonly payer: Side }): bigint {
  const amount = amountOf(deal, asked)
  return asked.payer === 'buyer' ? amount : 0n - amount
}
