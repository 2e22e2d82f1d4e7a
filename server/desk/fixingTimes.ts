import { fixingOfDay } from '../domain/index/fixings.ts'
import type { DifficultyEpoch } from '../domain/index/epochs.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import { dayOf, endOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import type { Fixing } from './ports.ts'

/** How long after a day's end its fixing is published, in seconds. */
const FIXING_DELAY = 300

/** The moment from which the fixing of `day` is due. */
export function fixingDue(day: Day): Instant {
  return endOfDay(day) + FIXING_DELAY
}

/** The last day whose fixing is due at `asOf`. */
export function lastDayDue(asOf: Instant): Day {
  return dayOf(asOf - FIXING_DELAY) - 1
}

/** The last day of which the source knows a fixing, null if it knows none. */
export function lastDayKnown(epochs: readonly DifficultyEpoch[]): Day | null {
  const newest = epochs.at(-1)
  return newest === undefined ? null : dayOf(newest.firstTime)
}

/** The fixings of `day` that the source knows, of the series asked for. */
export function fixingsOfDay(
  epochs: readonly DifficultyEpoch[],
  day: Day,
  series: readonly SeriesName[] = SERIES,
): readonly Fixing[] {
  return series.flatMap((name): readonly Fixing[] => {
    const known = fixingOfDay(epochs, name, day)
    return known === null ? [] : [{ series: name, day, value: known.value }]
  })
}
