import { mark } from '../domain/deal/mark.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import { Refusal } from '../domain/refusals.ts'
import { MARKINGS } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { liveDealsBySeries, readingsKnown } from './deskSeries.ts'
import type { DealOnChain } from './deskSeries.ts'
import { instructEscrows } from './instructEscrows.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Failure, Ports } from './ports.ts'

/**
 * Marks every deal whose mark would open or lift a margin call, by the domain's own copy of the escrow's arithmetic.
 *
 * Nothing is remembered between passes: a deal that needs no call today is looked at again at the next fixing, top-up or withdrawal,
 * and one that was just marked needs no second. While the index is stale nobody is called.
 */
export async function markDeals(ports: Ports): Promise<Tally> {
  const [asOf, live] = await Promise.all([ports.clock.asOf(), liveDealsBySeries(ports)])
  let tally = NOTHING_DONE
  for (const [series, deals] of live) {
    const marked = deals.filter(({ terms }) => terms.marking === MARKINGS.marked)
    tally = together(tally, await markDealsOf(ports, series, marked, asOf))
  }
  return tally
}

async function markDealsOf(
  ports: Ports,
  series: SeriesName,
  deals: readonly DealOnChain[],
  asOf: Instant,
): Promise<Tally> {
  if (deals.length === 0) return NOTHING_DONE
  const readings = await readingsKnown(ports, series, Math.min(...deals.map(({ terms }) => terms.startDay)))
  if (readings === null) return NOTHING_DONE
  const failures: Failure[] = []
  const due = deals.filter((deal) => isMarkDue(deal, readings, asOf, failures))
  return together({ done: 0, failures }, await instructEscrows(due, (escrows) => ports.escrows.mark(escrows)))
}

function isMarkDue(
  { id, terms, chain }: DealOnChain,
  readings: IndexReadings,
  asOf: Instant,
  failures: Failure[],
): boolean {
  try {
    return mark(terms, chain.state, readings, asOf).events.length > 0
  } catch (error) {
    if (!(error instanceof Refusal)) failures.push(failureOf(id, error))
    return false
  }
}
