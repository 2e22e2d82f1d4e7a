import { isInDefault } from '../domain/deal/phase.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { liveDealsBySeries } from './deskSeries.ts'
import type { DealOnChain } from './deskSeries.ts'
import { instructEscrows } from './instructEscrows.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/** Settles every live deal that has a period whose last day is fixed. A settled period cannot settle again: safe to send twice. */
export async function settleDue(ports: Ports): Promise<Tally> {
  const [asOf, live] = await Promise.all([ports.clock.asOf(), liveDealsBySeries(ports)])
  let tally = NOTHING_DONE
  for (const [series, deals] of live) {
    const last = await ports.fixings.last(series)
    if (last === null) continue
    const due = deals.filter((deal) => isSettlementDue(deal, last.day, asOf))
    tally = together(tally, await instructEscrows(due, (escrows) => ports.escrows.settle(escrows)))
  }
  return tally
}

/** Whether settle would do something: a period is fixed, no call is past its deadline, nothing is unpaid. */
function isSettlementDue({ chain }: DealOnChain, lastFixed: Day, asOf: Instant): boolean {
  if (chain.nextSettlementDay === null || chain.nextSettlementDay > lastFixed) return false
  return !isInDefault(chain.state, asOf) && chain.state.unpaid === 0n
}
