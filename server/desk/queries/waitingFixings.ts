import type { SeriesName } from '../../domain/index/readings.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { readStandings } from '../fixingsStanding.ts'
import type { FixingWaits, Ports } from '../ports.ts'

/** A day on which one or several series are reported and not final, for the same reason until the same moment. */
export interface WaitingFixing {
  readonly series: readonly SeriesName[]
  readonly day: Day
  /** Of the series that has the fewest. */
  readonly reports: number
  readonly waits: FixingWaits
  /** Null while it waits for reports. */
  readonly finalFrom: Instant | null
}

/** The next day of each series, where it is reported and not final; none where fixings are proven: nobody reports them. */
export async function waitingFixings({
  oracle,
  proofs,
}: Pick<Ports, 'oracle' | 'proofs'>): Promise<readonly WaitingFixing[]> {
  if (proofs?.oracle) return []
  const waiting: WaitingFixing[] = []
  for (const { series, pending } of await readStandings(oracle)) {
    const [next] = pending
    if (next === undefined) continue
    const { day, reports, waits, finalFrom } = next
    const alike = waiting.findIndex((one) => one.day === day && one.waits === waits && one.finalFrom === finalFrom)
    const known = waiting[alike]
    if (known === undefined) waiting.push({ series: [series], day, reports, waits, finalFrom })
    else waiting[alike] = { ...known, series: [...known.series, series], reports: Math.min(known.reports, reports) }
  }
  return waiting
}
