import type { IndexReadings } from '../domain/index/readings.ts'
import type { Instant } from '../domain/units/time.ts'
import { instructEscrows } from './instructEscrows.ts'
import type { Instruct } from './instructEscrows.ts'
import type { DealOnChain, LiveDeals } from './liveDeals.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Failure } from './ports.ts'

/** An act on live deals, and when it is due. */
export interface DueAct {
  /** Whether it would do something now; what went wrong in finding out is added to `failures`. */
  readonly isDue: (deal: DealOnChain, readings: IndexReadings, asOf: Instant, failures: Failure[]) => boolean
  readonly instruct: Instruct
}

/**
 * Instructs every live deal for which the act is due, series by series. Where the fixings of a series are contradicted, or the copy of
 * a deal differs from its escrow, nothing is sent: what is due there is a failure, as long as nobody has decided.
 */
export async function instructWhereDue({ asOf, series }: LiveDeals, { isDue, instruct }: DueAct): Promise<Tally> {
  let tally = NOTHING_DONE
  for (const { deals, readings, stop, stops } of series) {
    const failures: Failure[] = []
    const due = deals.filter((deal) => isDue(deal, readings, asOf, failures))
    const free: DealOnChain[] = []
    for (const deal of due) {
      const why = stop ?? stops.get(deal.id)
      if (why === undefined) free.push(deal)
      else failures.push({ what: deal.id, why })
    }
    tally = together(tally, together({ done: 0, failures }, await instructEscrows(free, instruct)))
  }
  return tally
}
