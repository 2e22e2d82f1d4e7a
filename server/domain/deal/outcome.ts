import type { EscrowEvent, Ledger } from './chainFacts.ts'
import type { EscrowState } from './phase.ts'

/** What an act on an escrow leads to: the state afterwards, and the events it emits on the way, in order. */
export interface Outcome {
  readonly state: EscrowState
  readonly events: readonly EscrowEvent[]
}

/** Nothing happens. */
export function unchanged(state: EscrowState): Outcome {
  return { state, events: [] }
}

/** The packed word that an event carries: the account book as it stands in `state`. */
export function ledgerOf(state: EscrowState): Ledger {
  const { phase, cause, balance, periodsSettled, callSide, cureBy } = state
  return { phase, cause, balance, periodsSettled, callSide, cureBy }
}
