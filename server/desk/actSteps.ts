import { Refusal } from '../domain/refusals.ts'
import type { Side } from '../domain/terms/terms.ts'
import type { Foretold } from './foretell.ts'
import type { Ports } from './ports.ts'
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
    }

/** The step that sends `act`. */
export function transactionStep(ports: Pick<Ports, 'parties'>, act: PartyAct, foretold: Foretold | null): ActStep {
  return { kind: 'transaction', act, call: ports.parties.prepare(act), foretold }
}

/** The side that acts. Refuses: `notOwner` where there is none: a broker owns neither. */
export function sideNeeded(side: Side | null): Side {
  if (side === null) throw new Refusal('notOwner')
  return side
}
