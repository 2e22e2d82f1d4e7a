import type { DealRole } from '../../desk/queries/dealRole.ts'
import type { DeskState } from '../../domain/deal/lifecycle.ts'
import { isInDefault } from '../../domain/deal/phase.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { WordKey } from '../words/words.ts'

/** A phase by its word, and the colour of its mood: call while somebody is on the clock, default once a deadline has passed. */
interface PhaseTold {
  readonly key: WordKey
  readonly mood: 'ok' | 'call' | 'default' | ''
}

/** Where a deal stands that the chain does not know. */
export function deskPhase(state: DeskState): PhaseTold {
  const hasFailed = state === 'lapsed' || state === 'cancelled'
  return { key: `deal.phase.${state}`, mood: hasFailed ? 'default' : 'call' }
}

/** Where an escrow stands, as somebody in it sees it. */
export function escrowPhase(state: EscrowState, viewer: DealRole, asOf: Instant): PhaseTold {
  if (state.cause !== 'none') {
    return { key: `deal.phase.${state.cause}`, mood: state.cause === 'closedOut' ? 'default' : '' }
  }
  if (state.phase === 'defaulted') return defaultPhase(state, asOf)
  if (isInDefault(state, asOf)) return { key: 'deal.phase.default', mood: 'default' }
  if (state.phase !== 'called') return { key: 'deal.phase.open', mood: 'ok' }
  if (state.callSide === viewer) return { key: 'deal.phase.calledYou', mood: 'call' }
  return { key: state.callSide === 'seller' ? 'deal.phase.calledSeller' : 'deal.phase.calledBuyer', mood: 'call' }
}

/** A default by what may still become of it: somebody steps in while its window is open, or it is closed out. */
function defaultPhase({ cureBy }: EscrowState, asOf: Instant): PhaseTold {
  return { key: asOf <= cureBy ? 'takeover.phase' : 'deal.phase.default', mood: 'default' }
}
