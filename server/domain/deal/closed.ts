import { baseUnits } from '../units/baseUnits.ts'
import { PHASE_LIFECYCLE, transition } from './lifecycle.ts'
import { NO_PROPOSALS } from './phase.ts'
import type { Cause, EscrowState } from './phase.ts'

const ZERO = baseUnits(0n)

/** The event of the lifecycle that ends an escrow for each cause. */
const ENDS = {
  matured: 'mature',
  terminated: 'terminate',
  closedOut: 'closeOut',
  unwound: 'unwind',
} as const satisfies Record<Exclude<Cause, 'none'>, string>

/** The escrow, closed for `cause`: no call, nothing unpaid, no proposals; the balances are the sides' to withdraw. */
export function closed(state: EscrowState, cause: keyof typeof ENDS): EscrowState {
  const phase = transition(PHASE_LIFECYCLE, state.phase, ENDS[cause])
  return { ...state, phase, cause, callSide: 'seller', cureBy: 0, due: ZERO, unpaid: ZERO, proposal: NO_PROPOSALS }
}
