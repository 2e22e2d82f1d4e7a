import { SERIES } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import type { FixingDay, FixingOracle, PendingFixing } from './ports.ts'

/** Where a series stands on chain. */
export interface FixingsStanding {
  readonly series: SeriesName
  /** The first day that is not final. */
  readonly next: Day
  /** What is reported from that day on, and waits. */
  readonly pending: readonly PendingFixing[]
}

/** Where every series stands. */
export function readStandings(oracle: FixingOracle): Promise<readonly FixingsStanding[]> {
  return Promise.all(
    SERIES.map(async (series) => {
      const last = await oracle.lastFixed(series)
      const next = last === null ? await oracle.firstDay() : last + 1
      return { series, next, pending: await oracle.pending(series, next) }
    }),
  )
}

/** The first day on which this desk's reporters have something to say. */
export function nextToReport({ next, pending }: FixingsStanding): Day {
  return pending.find(({ isReported }) => !isReported)?.day ?? next + pending.length
}

/** The next day, if it has waited long enough to be made final. */
export function dueToFinalise({ series, next, pending: [first] }: FixingsStanding, asOf: Instant): FixingDay | null {
  if (first?.day !== next || first.finalFrom === null || first.finalFrom > asOf) return null
  return { series, day: next }
}
