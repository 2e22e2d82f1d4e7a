import { SILENCE } from '../../domain/index/readings.ts'
import type { IndexReadings } from '../../domain/index/readings.ts'
import type { Terms } from '../../domain/terms/terms.ts'
import { readingsKnown, seriesOf } from '../deskSeries.ts'
import { PortFailure } from '../ports.ts'
import type { FixingOracle, Ports } from '../ports.ts'

export type ReadingPorts = Pick<Ports, 'escrows' | 'fixings' | 'oracle'>

/**
 * What is known of a deal's index, from the day before its first. Silence for a deal on an index that is not this desk's.
 *
 * While the chain does not answer, fixings are told as they were read, and the index counts as stale.
 */
export async function dealReadings(ports: ReadingPorts, terms: Terms): Promise<IndexReadings> {
  const series = seriesOf(ports, terms)
  if (series === null) return SILENCE
  const oracle = { ...ports.oracle, heartbeat: unlessDown(ports.oracle) }
  return (await readingsKnown({ ...ports, oracle }, series, terms.startDay - 1)) ?? SILENCE
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
