import { closeOut } from '../domain/deal/closeOut.ts'
import { isInDefault } from '../domain/deal/phase.ts'
import { Refusal } from '../domain/refusals.ts'
import { instructWhereDue } from './instructWhereDue.ts'
import type { DueAct } from './instructWhereDue.ts'
import { forLiveDeals } from './liveDeals.ts'
import { failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/**
 * Closes out every deal whose call was not met by its deadline, as soon as the index is fresh; where the terms want it, that opens its
 * takeover window first, and the deal is closed out once that is over. A closed deal cannot close again.
 */
export function closeOutDue(ports: Ports): Promise<Tally> {
  const act: DueAct = { isDue: canCloseOut, instruct: (escrows) => ports.escrows.closeOut(escrows) }
  return forLiveDeals(ports, { phases: ['called', 'defaulted'] }, (live) => instructWhereDue(live, act))
}

/** A default that cannot be closed out yet, because the index is stale, is told: somebody is waiting for money. */
const canCloseOut: DueAct['isDue'] = ({ id, terms, chain }, readings, asOf, failures) => {
  if (chain.state.phase !== 'defaulted' && !isInDefault(chain.state, asOf)) return false
  try {
    closeOut(terms, chain.state, readings, asOf)
    return true
  } catch (error) {
    // Somebody may still step in: nothing is overdue.
    if (error instanceof Refusal && error.code === 'windowOpen') return false
    failures.push(failureOf(id, error))
    return !(error instanceof Refusal)
  }
}
