import { mark } from '../domain/deal/mark.ts'
import { Refusal } from '../domain/refusals.ts'
import { MARKINGS } from '../domain/terms/terms.ts'
import { isHeld } from './heldCalls.ts'
import { instructWhereDue } from './instructWhereDue.ts'
import type { DueAct } from './instructWhereDue.ts'
import { forLiveDeals } from './liveDeals.ts'
import { failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/**
 * Marks every deal whose mark would open or lift a margin call, by the domain's own copy of the escrow's arithmetic.
 *
 * Nothing is remembered between passes: a deal that needs no call today is looked at again at the next fixing, top-up or withdrawal,
 * and one that was just marked needs no second. While the index is stale nobody is called; a call that would run out in the night of a
 * party waits for the deal's hour.
 */
export function markDeals(ports: Ports): Promise<Tally> {
  const act: DueAct = { isDue: isMarkDue, instruct: (escrows) => ports.escrows.mark(escrows) }
  // One in default is not marked any more.
  return forLiveDeals(ports, { phases: ['open', 'called'] }, (live) => instructWhereDue(live, act))
}

const OF_CALLS: ReadonlySet<string> = new Set(['marginCalled', 'callLifted'])

const isMarkDue: DueAct['isDue'] = (deal, readings, asOf, failures) => {
  const { id, terms, chain } = deal
  if (terms.marking !== MARKINGS.marked) return false
  try {
    const outcome = mark(terms, chain.state, readings, asOf)
    // A settlement that comes first is another job's, which may have sent it and not read it yet.
    return outcome.events.some(({ name }) => OF_CALLS.has(name)) && !isHeld(deal, outcome, asOf)
  } catch (error) {
    if (!(error instanceof Refusal)) failures.push(failureOf(id, error))
    return false
  }
}
