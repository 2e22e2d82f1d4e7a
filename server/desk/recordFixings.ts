import { SERIES } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import { Refusal } from '../domain/refusals.ts'
import { isoDay } from '../domain/units/calendar.ts'
import type { Day } from '../domain/units/time.ts'
import { fixingsOfDay, lastDayDue } from './fixingTimes.ts'
import { failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import type { FixingOracle, Ports } from './ports.ts'

/** What was published, and the day from which the source has no more values (null: it has all that are due). */
export interface FixingsRecorded extends Tally {
  readonly tableExhausted: Day | null
}

/**
 * Publishes every fixing that is due and not final yet, day by day in order, all series of one day in one transaction.
 *
 * The fixing of a day is due five minutes after the day's end. A source without a value for a due day has come to its end: nothing
 * is made up, and the days after it wait too, because fixings have no gaps. If another publisher was faster, the oracle is asked
 * again where it stands.
 */
export async function recordFixings(ports: Ports): Promise<FixingsRecorded> {
  const [asOf, epochs, first] = await Promise.all([ports.clock.asOf(), ports.index.epochs(), nextDays(ports.oracle)])
  const lastDue = lastDayDue(asOf)
  let done = 0
  let next = first
  for (let day = earliest(next); day <= lastDue; day = earliest(next)) {
    const missing = SERIES.filter((name) => next[name] === day)
    const fixings = fixingsOfDay(epochs, day, missing)
    if (fixings.length < missing.length) return exhausted(done, day)
    try {
      await ports.oracle.publish(fixings)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const before = next
      next = await nextDays(ports.oracle)
      if (SERIES.some((name) => next[name] > before[name])) continue
      return { done, failures: [failureOf(`fixings of ${isoDay(day)}`, error)], tableExhausted: null }
    }
    done += fixings.length
    next = Object.fromEntries(SERIES.map((name) => [name, Math.max(next[name], day + 1)])) as NextDays
  }
  return { done, failures: [], tableExhausted: null }
}

type NextDays = Readonly<Record<SeriesName, Day>>

/** The first day of each series that is not final on chain. */
async function nextDays(oracle: FixingOracle): Promise<NextDays> {
  const next = SERIES.map(async (name) => {
    const last = await oracle.lastFixed(name)
    return [name, last === null ? await oracle.firstDay() : last + 1] as const
  })
  return Object.fromEntries(await Promise.all(next)) as NextDays
}

function earliest(next: NextDays): Day {
  return Math.min(...Object.values(next))
}

function exhausted(done: number, day: Day): FixingsRecorded {
  return { done, failures: [{ what: `fixings of ${isoDay(day)}`, why: 'tableExhausted' }], tableExhausted: day }
}
