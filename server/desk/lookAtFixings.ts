import type { Discrepancy } from '../domain/deal/discrepancies.ts'
import { fixingOfDay } from '../domain/index/fixings.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import { SERIES } from '../domain/index/readings.ts'
import { firstDayOf } from '../domain/terms/schedule.ts'
import { isoDay } from '../domain/units/calendar.ts'
import type { Day } from '../domain/units/time.ts'
import { seriesOf } from './deskSeries.ts'
import type { Look } from './lookAtDeals.ts'
import type { FixingFact, Ports } from './ports.ts'
import type { MismatchSubject } from './ports/mismatches.ts'

/** The largest day the escrow knows. */
const LAST_DAY: Day = 2 ** 32 - 1

type Wanted = Pick<Ports, 'deals' | 'escrows' | 'fixings' | 'oracle' | 'index'>

/** Looks at the fixings that something can still follow from: of every series with live deals, from their first unsettled day on. */
export async function lookAtFixings(
  ports: Wanted,
  only: ReadonlySet<MismatchSubject> | null,
): Promise<readonly Look[]> {
  const needed = await daysNeeded(ports)
  const wanted = SERIES.filter((series) => needed.has(series) && (only === null || only.has(series)))
  return Promise.all(wanted.map((series) => lookAtSeries(ports, series, needed.get(series) ?? LAST_DAY)))
}

async function daysNeeded(ports: Wanted): Promise<ReadonlyMap<SeriesName, Day>> {
  const needed = new Map<SeriesName, Day>()
  for (const { terms, chain } of await ports.deals.live()) {
    const series = seriesOf(ports, terms)
    if (series === null || chain === null) continue
    const first = firstDayOf(terms, chain.state.periodsSettled)
    needed.set(series, Math.min(first, needed.get(series) ?? first))
  }
  return needed
}

async function lookAtSeries(ports: Wanted, series: SeriesName, from: Day): Promise<Look> {
  const [copies, readings, epochs] = await Promise.all([
    ports.fixings.between(series, from, LAST_DAY),
    ports.oracle.readings(series, from),
    ports.index.epochs(),
  ])
  const found = copies.flatMap((copy) => {
    const computed = fixingOfDay(epochs, series, copy.day)?.value ?? null
    return [...differing('oracle', copy, onChain(readings, copy.day)), ...differing('index', copy, computed)]
  })
  return { subject: series, found, failed: null }
}

/** What the oracle says of one day; null where it does not say it of the day alone. */
function onChain(readings: IndexReadings, day: Day): bigint | null {
  const [until, before] = [readings.cumulative(day), readings.cumulative(day - 1)]
  return until === null || before === null ? null : until - before
}

function differing(
  source: 'oracle' | 'index',
  { day, value }: FixingFact,
  said: bigint | null,
): readonly Discrepancy[] {
  if (said === null || said === value) return []
  return [{ field: `${source}.${isoDay(day)}`, ours: value.toString(), theirs: said.toString() }]
}
