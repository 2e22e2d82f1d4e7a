import { openingBalances } from '../terms/locked.ts'
import type { Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import { PHASE_LIFECYCLE, transition } from './lifecycle.ts'
import { NO_PROPOSALS } from './phase.ts'
import type { EscrowState } from './phase.ts'

const ZERO = baseUnits(0n)

/**
 * The escrow right after both sides locked their collateral.
 *
 * Source: escrow semantics, open check 8.
 */
export function openState(terms: Terms): EscrowState {
  return {
    phase: transition(PHASE_LIFECYCLE, 'none', 'open'),
    cause: 'none',
    balance: openingBalances(terms),
    periodsSettled: 0,
    callSide: 'seller',
    cureBy: 0,
    due: ZERO,
    unpaid: ZERO,
    shortfall: ZERO,
    proposal: NO_PROPOSALS,
    owner: { seller: terms.seller, buyer: terms.buyer },
    claims: [],
  }
}
