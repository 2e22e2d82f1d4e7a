import { isInDefault } from '../domain/deal/phase.ts'
import { settle } from '../domain/deal/settle.ts'
import { SERIES } from '../domain/index/readings.ts'
import { isHeld } from './heldCalls.ts'
import { instructWhereDue } from './instructWhereDue.ts'
import type { DueAct } from './instructWhereDue.ts'
import { forLiveDeals } from './liveDeals.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/** Settles every live deal that has a period whose last day is fixed. A settled period cannot settle again: safe to send twice. */
export async function settleDue(ports: Ports): Promise<Tally> {
  const fixed = await Promise.all(SERIES.map((name) => ports.fixings.last(name)))
  const settlesBy = Math.max(...fixed.map((fixing) => fixing?.day ?? -1))
  const act: DueAct = { isDue: isSettlementDue, instruct: (escrows) => ports.escrows.settle(escrows) }
  return forLiveDeals(ports, { phases: ['open', 'called'], settlesBy }, (live) => instructWhereDue(live, act))
}

/**
 * Whether settle would do something: a period is fixed, no call is past its deadline, nothing is unpaid. One that would open a call which
 * runs out in the night of a party waits for the deal's hour.
 */
const isSettlementDue: DueAct['isDue'] = (deal, readings, asOf) => {
  const { chain, terms } = deal
  const lastFixed = readings.latest()?.day ?? -1
  if (chain.nextSettlementDay === null || chain.nextSettlementDay > lastFixed) return false
  if (isInDefault(chain.state, asOf) || chain.state.unpaid !== 0n) return false
  // A settlement that cannot be paid calls by itself.
  return deal.callPlan === undefined || !isHeld(deal, settle(terms, chain.state, readings, asOf), asOf)
}
