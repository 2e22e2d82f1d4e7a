import type { Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { Instant } from '../units/time.ts'
import { PHASE_LIFECYCLE, transition } from './lifecycle.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { EscrowState } from './phase.ts'

/** Demands `due` of `side`, with a full cure period from `now`; replaces whatever call there was. */
export function opensCall(terms: Terms, state: EscrowState, side: Side, due: bigint, now: Instant): Outcome {
  const called: EscrowState = {
    ...state,
    phase: transition(PHASE_LIFECYCLE, state.phase, 'call'),
    callSide: side,
    due: baseUnits(due),
    cureBy: now + terms.cureSeconds,
  }
  return { state: called, events: [{ name: 'marginCalled', side, due: called.due, ledger: ledgerOf(called) }] }
}

/** Ends the call on the called side without default. */
export function liftsCall(state: EscrowState): Outcome {
  const lifted: EscrowState = {
    ...state,
    phase: transition(PHASE_LIFECYCLE, state.phase, 'lift'),
    callSide: 'seller',
    due: baseUnits(0n),
    cureBy: 0,
  }
  return { state: lifted, events: [{ name: 'callLifted', side: state.callSide, ledger: ledgerOf(lifted) }] }
}
