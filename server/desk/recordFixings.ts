import type { DifficultyEpoch } from '../domain/index/epochs.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import { Refusal } from '../domain/refusals.ts'
import { isoDay } from '../domain/units/calendar.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { FOLLOWING_DELAY, fixingsOfDay, lastDayDue } from './fixingTimes.ts'
import { dueToFinalise, nextToReport, readStandings } from './fixingsStanding.ts'
import type { FixingsStanding } from './fixingsStanding.ts'
import { failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Failure, FixingOracle, Ports } from './ports.ts'

/** What was published or made final, and the day from which the source has no more values (null: it has all that are due). */
export interface FixingsRecorded extends Tally {
  readonly tableExhausted: Day | null
}

/**
 * Makes final every day that has waited as long as the oracle asks, and publishes every fixing that is due and not reported yet, day
 * by day in order, all series of one day in one transaction. What is published is final at once where the oracle does not make it wait;
 * where it does, a later run makes it final.
 *
 * The fixing of a day is due five minutes after the day's end. A table without a value for a due day has come to its end, and what is
 * seen of Bitcoin's own chain does not reach so far yet, or is in doubt: nothing is made up, and the days after it wait too, because
 * fixings have no gaps. If another publisher was faster, the oracle is asked again where it stands.
 */
export async function recordFixings(ports: Ports): Promise<FixingsRecorded> {
  const { oracle } = ports
  const [asOf, epochs, first] = await Promise.all([ports.clock.asOf(), ports.index.epochs(), readStandings(oracle)])
  const waited = await finaliseWaited(oracle, first, asOf)
  const published = await publishDue(oracle, { epochs, lastDue: lastDayDue(asOf), first: waited.standings })
  const isOver = ports.bitcoin === null
  return {
    done: waited.done + published.done,
    failures: [...waited.failures, ...published.failures, ...missing(ports, published.withoutValue, asOf)],
    tableExhausted: isOver ? published.withoutValue : null,
  }
}

type Standings = readonly FixingsStanding[]

/** Why a day that is due has no value. Bitcoin's blocks take their time: that is no failure before it should be over. */
function missing({ bitcoin }: Pick<Ports, 'bitcoin'>, day: Day | null, asOf: Instant): readonly Failure[] {
  if (day === null) return []
  const what = `fixings of ${isoDay(day)}`
  if (bitcoin === null) return [{ what, why: 'tableExhausted' }]
  const [differing] = bitcoin.known().differences
  if (differing !== undefined) return [{ what, why: 'sourcesDiffer', facts: { height: String(differing.height) } }]
  return day > lastDayDue(asOf, FOLLOWING_DELAY) ? [] : [{ what, why: 'bitcoinBehind' }]
}

/** What was published, and the first day due that the source has no value for. */
interface Published extends Tally {
  readonly withoutValue: Day | null
}

/** Day by day: how far a day moves, and so how long it waits, is known when the day before is final. */
async function finaliseWaited(
  oracle: FixingOracle,
  first: Standings,
  asOf: Instant,
): Promise<Tally & { readonly standings: Standings }> {
  let done = 0
  let standings = first
  for (;;) {
    const days = standings.map((standing) => dueToFinalise(standing, asOf)).filter((day) => day !== null)
    if (days.length === 0) return { done, failures: [], standings }
    try {
      if ((await oracle.finalise(days)) !== null) done += days.length
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const before = standings
      standings = await readStandings(oracle)
      if (hasMovedOn(before, standings)) continue
      const what = `finality of ${isoDay(Math.min(...days.map(({ day }) => day)))}`
      return { done, failures: [failureOf(what, error)], standings }
    }
    standings = await readStandings(oracle)
  }
}

interface Publication {
  readonly epochs: readonly DifficultyEpoch[]
  readonly lastDue: Day
  readonly first: Standings
}

async function publishDue(oracle: FixingOracle, { epochs, lastDue, first }: Publication): Promise<Published> {
  let done = 0
  let next = nextDays(first)
  for (let day = earliest(next); day <= lastDue; day = earliest(next)) {
    const wanted = SERIES.filter((name) => next[name] === day)
    const fixings = fixingsOfDay(epochs, day, wanted)
    if (fixings.length < wanted.length) return { done, failures: [], withoutValue: day }
    try {
      await oracle.publish(fixings)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const before = next
      next = nextDays(await readStandings(oracle))
      if (SERIES.some((name) => next[name] > before[name])) continue
      return { done, failures: [failureOf(`fixings of ${isoDay(day)}`, error)], withoutValue: null }
    }
    done += fixings.length
    next = Object.fromEntries(SERIES.map((name) => [name, Math.max(next[name], day + 1)])) as NextDays
  }
  return { done, failures: [], withoutValue: null }
}

type NextDays = Readonly<Record<SeriesName, Day>>

/** The first day of each series that is to be reported. */
function nextDays(standings: Standings): NextDays {
  return Object.fromEntries(standings.map((standing) => [standing.series, nextToReport(standing)])) as NextDays
}

function hasMovedOn(before: Standings, after: Standings): boolean {
  return after.some(({ next }, index) => next > (before[index]?.next ?? next))
}

function earliest(next: NextDays): Day {
  return Math.min(...Object.values(next))
}
