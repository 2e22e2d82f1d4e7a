import { closeOut } from '../domain/deal/closeOut.ts'
import { isInDefault } from '../domain/deal/phase.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import { liveDealsBySeries, readingsKnown } from './deskSeries.ts'
import type { DealOnChain } from './deskSeries.ts'
import { instructEscrows } from './instructEscrows.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Failure, Ports } from './ports.ts'

/** Closes out every deal whose call was not met by its deadline, as soon as the index is fresh. A closed deal cannot close again. */
export async function closeOutDue(ports: Ports): Promise<Tally> {
  const [asOf, live] = await Promise.all([ports.clock.asOf(), liveDealsBySeries(ports)])
  let tally = NOTHING_DONE
  for (const [series, deals] of live) {
    const defaulted = deals.filter(({ chain }) => isInDefault(chain.state, asOf))
    tally = together(tally, await closeOutDueOf(ports, series, defaulted, asOf))
  }
  return tally
}

async function closeOutDueOf(
  ports: Ports,
  series: SeriesName,
  defaulted: readonly DealOnChain[],
  asOf: Instant,
): Promise<Tally> {
  if (defaulted.length === 0) return NOTHING_DONE
  const readings = await readingsKnown(ports, series, Math.min(...defaulted.map(({ terms }) => terms.startDay)))
  if (readings === null) return NOTHING_DONE
  const failures: Failure[] = []
  const due = defaulted.filter((deal) => canCloseOut(deal, readings, asOf, failures))
  return together({ done: 0, failures }, await instructEscrows(due, (escrows) => ports.escrows.closeOut(escrows)))
}

/** A default that cannot be closed out yet, because the index is stale, is told: somebody is waiting for money. */
function canCloseOut(
  { id, terms, chain }: DealOnChain,
  readings: IndexReadings,
  asOf: Instant,
  failures: Failure[],
): boolean {
  try {
    closeOut(terms, chain.state, readings, asOf)
    return true
  } catch (error) {
    failures.push(failureOf(id, error))
    return error instanceof Refusal ? false : true
  }
}
