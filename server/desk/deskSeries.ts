import { SERIES, seriesId } from '../domain/index/readings.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import type { Hex, Terms } from '../domain/terms/terms.ts'
import type { Day } from '../domain/units/time.ts'
import type { Fixing, Ports } from './ports.ts'

/** The largest day the escrow knows. */
const LAST_DAY: Day = 2 ** 32 - 1

/** The published series of that on-chain name, null if there is none. */
export function seriesNamed(id: Hex): SeriesName | null {
  return SERIES.find((name) => seriesId(name) === id) ?? null
}

/** The series of this desk that the terms are fixed on; null for a deal on another oracle or another series. */
export function seriesOf({ escrows }: Pick<Ports, 'escrows'>, terms: Terms): SeriesName | null {
  return terms.oracle === escrows.network.oracle ? seriesNamed(terms.series) : null
}

/**
 * The oracle's answers as the read model knows them: fixings from the day before `from` on. Null before anything is fixed.
 *
 * `cumulative` counts from there, and not from the oracle's first day: only differences are ever used.
 */
export async function readingsKnown(
  ports: Pick<Ports, 'oracle' | 'fixings'>,
  series: SeriesName,
  from: Day,
): Promise<IndexReadings | null> {
  const [heartbeat, fixings] = await Promise.all([
    ports.oracle.heartbeat(series),
    ports.fixings.between(series, from, LAST_DAY),
  ])
  const last = fixings.at(-1) ?? (await ports.fixings.last(series))
  if (last === null) return null
  return readingsOf(fixings, last, heartbeat)
}

/** What is known of an index from `fixings`, in order and without a gap, of which the last that was made is `last`. */
export function readingsOf(
  fixings: readonly Fixing[],
  last: Pick<Fixing, 'day' | 'value'>,
  heartbeat: number | null,
): IndexReadings {
  const sums = new Map<Day, bigint>()
  let sum = 0n
  for (const fixing of fixings) {
    if (sums.size === 0) sums.set(fixing.day - 1, sum)
    sum += fixing.value
    sums.set(fixing.day, sum)
  }
  return {
    cumulative: (day) => sums.get(day) ?? null,
    latest: () => ({ day: last.day, value: last.value }),
    heartbeat: () => heartbeat,
  }
}
