import type { Terms } from '../terms/terms.ts'
import { closed } from './closed.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { EscrowState } from './phase.ts'

/** Whether every period is settled and nothing of it is unpaid. */
export function isPaidUp(terms: Terms, state: EscrowState): boolean {
  return state.periodsSettled === terms.periods && state.unpaid === 0n
}

/** The deal has run its course; an open call lapses. */
export function matures(state: EscrowState): Outcome {
  const ended = closed(state, 'matured')
  return { state: ended, events: [{ name: 'matured', ledger: ledgerOf(ended) }] }
}
