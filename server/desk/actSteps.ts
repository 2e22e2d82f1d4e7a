import { Refusal } from '../domain/refusals.ts'
import type { Address, Side } from '../domain/terms/terms.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import type { TakeoverTerms } from '../domain/deal/takeover.ts'
import type { Foretold } from './foretell.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { PartyAct, PreparedCall, TypedDataRequest } from './ports/parties.ts'

/** One thing a wallet is asked for: a document to sign, or a transaction to send. */
export type ActStep =
  | { readonly kind: 'terms' | 'permit'; readonly request: TypedDataRequest }
  | {
      readonly kind: 'transaction'
      readonly act: PartyAct
      readonly call: PreparedCall
      /** What it would lead to, where the desk can reckon it. */
      readonly foretold: Foretold | null
      /** What taking a side over comes to now. */
      readonly takeover?: TakeoverTerms
    }

/** Who acts on which deal. */
export interface Actor {
  readonly deal: DealRecord
  readonly side: Side | null
  readonly from: Address
}

/** The step that sends `act`. */
export function transactionStep(
  ports: Pick<Ports, 'parties'>,
  act: PartyAct,
  foretold: Foretold | null,
): Extract<ActStep, { readonly kind: 'transaction' }> {
  return { kind: 'transaction', act, call: ports.parties.prepare(act), foretold }
}

/** The side that acts. Refuses: `notOwner` where there is none: a broker owns neither. */
export function sideNeeded(side: Side | null): Side {
  if (side === null) throw new Refusal('notOwner')
  return side
}

/** The approval that an act which pays into the escrow needs first, if it needs one. */
export async function allowingSteps(
  ports: Pick<Ports, 'parties'>,
  { deal, from }: Pick<Actor, 'deal' | 'from'>,
  amount: BaseUnits,
): Promise<readonly ActStep[]> {
  const { token } = deal.terms
  const allowed = await ports.parties.allowanceFor(from, token, deal.escrow)
  if (allowed >= amount) return []
  const act = { name: 'approve', token, spender: deal.escrow, amount } as const
  return [transactionStep(ports, act, null)]
}
