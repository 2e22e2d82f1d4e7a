import { Refusal } from '../domain/refusals.ts'
import type { Side } from '../domain/terms/terms.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import { parseAmount } from '../domain/units/parse.ts'
import { allowingSteps, sideNeeded, transactionStep } from './actSteps.ts'
import type { ActStep, Actor } from './actSteps.ts'
import { foretell } from './foretell.ts'
import { refuseWithoutGas, refuseWithoutToken } from './meansOf.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { EscrowPartyAct } from './ports/parties.ts'
import { takeoverSteps } from './prepareTakeover.ts'

/** What anybody may do to an escrow, though only some gain by it; what only the owner of a side may. */
const ANYBODYS_ACTS = ['settle', 'mark', 'closeOut', 'withdrawClaim'] as const
const OWNERS_ACTS = [
  'unwind',
  'withdrawProposal',
  'topUp',
  'withdraw',
  'proposeTermination',
  'acceptTermination',
] as const
export const ESCROW_ACTS = ['takeOver', ...ANYBODYS_ACTS, ...OWNERS_ACTS] as const

/** What a party does to the escrow of its deal. Amounts in the deal's token, as a person types them; `payer` pays the other side. */
export type EscrowActAsked =
  | { readonly name: 'takeOver' }
  | { readonly name: (typeof ANYBODYS_ACTS)[number] }
  | { readonly name: 'unwind' | 'withdrawProposal' }
  | { readonly name: 'topUp' | 'withdraw'; readonly amount: string }
  | { readonly name: 'proposeTermination' | 'acceptTermination'; readonly amount: string; readonly payer: Side }

/**
 * What the wallet is asked for to act on the escrow. A top-up that the escrow may not pull yet is two steps: allow it, then do it.
 *
 * Refuses: `notANumber`, `tooManyDigits`; `notLive` before the opening; `notOwner`; `gasMissing`, `tokenShort`; `nothingToDo` where nothing would change; whatever
 *          the act itself is refused for.
 */
export async function escrowSteps(ports: Ports, actor: Actor, asked: EscrowActAsked): Promise<readonly ActStep[]> {
  const { deal, from } = actor
  if (deal.chain === null) throw new Refusal('notLive', { phase: 'none' })
  await refuseWithoutGas(ports, actor)
  if (asked.name === 'takeOver') return takeoverSteps(ports, actor)
  const act = partyAct(actor, asked)
  const foretold = await foretell(ports, { deal, side: actor.side ?? 'seller', from, act })
  if (foretold !== null && foretold.after === foretold.before) throw new Refusal('nothingToDo')
  const step = transactionStep(ports, act, foretold)
  if (act.name !== 'topUp') return [step]
  await refuseWithoutToken(ports, { deal, from }, act.amount)
  return [...(await allowingSteps(ports, actor, act.amount)), step]
}

type Asked<Name extends EscrowActAsked['name']> = Extract<EscrowActAsked, { readonly name: Name }>

function partyAct(actor: Actor, asked: Exclude<EscrowActAsked, { readonly name: 'takeOver' }>): EscrowPartyAct {
  const { deal, from } = actor
  const { escrow } = deal
  switch (asked.name) {
    case 'settle':
    case 'mark':
    case 'closeOut':
      return { name: asked.name, escrow }
    case 'withdrawClaim':
      return { name: 'withdrawClaim', escrow, to: from }
    default:
      return ownersAct(actor, asked)
  }
}

/** Refuses: `notOwner` whoever owns no side. */
function ownersAct({ deal, side: owned, from }: Actor, asked: Asked<(typeof OWNERS_ACTS)[number]>): EscrowPartyAct {
  const side = sideNeeded(owned)
  const { escrow } = deal
  switch (asked.name) {
    case 'unwind':
    case 'withdrawProposal':
      return { name: asked.name, escrow }
    case 'topUp':
      return { name: 'topUp', escrow, side, amount: amountOf(deal, asked) }
    case 'withdraw':
      return { name: 'withdraw', escrow, side, amount: amountOf(deal, asked), to: from }
    default:
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
