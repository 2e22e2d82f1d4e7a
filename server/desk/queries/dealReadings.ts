import { SILENCE } from '../../domain/index/readings.ts'
import type { IndexReadings, SeriesName } from '../../domain/index/readings.ts'
import type { Terms } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { readingsKnown, seriesOf } from '../deskSeries.ts'
import { PortFailure } from '../ports.ts'
import type { DealRecord, FixingOracle, Ports } from '../ports.ts'

export type ReadingPorts = Pick<Ports, 'escrows' | 'fixings' | 'oracle'>

/**
 * What is known of a deal's index, from the day before its first. Silence for a deal on an index that is not this desk's.
 *
 * While the chain does not answer, fixings are told as they were read, and the index counts as stale.
 */
export async function dealReadings(ports: ReadingPorts, terms: Terms): Promise<IndexReadings> {
  const series = seriesOf(ports, terms)
  return series === null ? SILENCE : readingsFrom(ports, series, terms.startDay)
}

/** The readings of many deals at once: each index is read once, from before the first of those that run. Ended ones need none. */
export async function bookReadings(
  ports: ReadingPorts,
  deals: readonly DealRecord[],
): Promise<(deal: DealRecord) => IndexReadings> {
  const firstDays = new Map<SeriesName, Day>()
  for (const { terms, chain } of deals) {
    const series = seriesOf(ports, terms)
    if (series === null || chain === null || chain.state.phase === 'closed') continue
    firstDays.set(series, Math.min(terms.startDay, firstDays.get(series) ?? terms.startDay))
  }
  const read = [...firstDays].map(async ([series, day]) => [series, await readingsFrom(ports, series, day)] as const)
  const readings = new Map(await Promise.all(read))
  return ({ terms }) => {
    const series = seriesOf(ports, terms)
    return series === null ? SILENCE : (readings.get(series) ?? SILENCE)
  }
}

async function readingsFrom(ports: ReadingPorts, series: SeriesName, firstDay: Day): Promise<IndexReadings> {
  const oracle = { ...ports.oracle, heartbeat: unlessDown(ports.oracle) }
  return (await readingsKnown({ ...ports, oracle }, series, firstDay - 1)) ?? SILENCE
}

function unlessDown(oracle: FixingOracle): FixingOracle['heartbeat'] {
  return async (series) => {
    try {
      return await oracle.heartbeat(series)
    } catch (error) {
      if (!(error instanceof PortFailure)) throw error
      return null
    }
  }
}
