import { isInDefault } from '../domain/deal/phase.ts'
import { instructWhereDue } from './instructWhereDue.ts'
import type { DueAct } from './instructWhereDue.ts'
import { readLiveDeals } from './liveDeals.ts'
import type { LiveDeals } from './liveDeals.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/** Settles every live deal that has a period whose last day is fixed. A settled period cannot settle again: safe to send twice. */
export async function settleDue(ports: Ports, live?: LiveDeals): Promise<Tally> {
  return instructWhereDue(live ?? (await readLiveDeals(ports)), {
    isDue: isSettlementDue,
    instruct: (escrows) => ports.escrows.settle(escrows),
  })
}

/** Whether settle would do something: a period is fixed, no call is past its deadline, nothing is unpaid. */
const isSettlementDue: DueAct['isDue'] = ({ chain }, readings, asOf) => {
  const lastFixed = readings.latest()?.day ?? -1
  if (chain.nextSettlementDay === null || chain.nextSettlementDay > lastFixed) return false
  return !isInDefault(chain.state, asOf) && chain.state.unpaid === 0n
}
