import type { IndexReadings } from '../domain/index/readings.ts'
import type { Instant } from '../domain/units/time.ts'
import { liveDealsBySeries, readingsKnown } from './deskSeries.ts'
import type { DealOnChain } from './deskSeries.ts'
import { instructEscrows } from './instructEscrows.ts'
import type { Instruct } from './instructEscrows.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Failure, Ports } from './ports.ts'

/** An act on live deals, and when it is due. */
export interface DueAct {
  /** Whether the act could concern the deal at all, before anything else is read. */
  readonly concerns: (deal: DealOnChain, asOf: Instant) => boolean
  /** Whether it would do something now; what went wrong in finding out is added to `failures`. */
  readonly isDue: (deal: DealOnChain, readings: IndexReadings, asOf: Instant, failures: Failure[]) => boolean
  readonly instruct: Instruct
}

/** Instructs every live deal for which the act is due, series by series, each with one reading of its index. */
export async function instructWhereDue(ports: Ports, { concerns, isDue, instruct }: DueAct): Promise<Tally> {
  const [asOf, live] = await Promise.all([ports.clock.asOf(), liveDealsBySeries(ports)])
  let tally = NOTHING_DONE
  for (const [series, deals] of live) {
    const concerned = deals.filter((deal) => concerns(deal, asOf))
    if (concerned.length === 0) continue
    const readings = await readingsKnown(ports, series, Math.min(...concerned.map(({ terms }) => terms.startDay)))
    if (readings === null) continue
    const failures: Failure[] = []
    const due = concerned.filter((deal) => isDue(deal, readings, asOf, failures))
    tally = together(tally, together({ done: 0, failures }, await instructEscrows(due, instruct)))
  }
  return tally
}
