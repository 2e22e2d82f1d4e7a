import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import type { Day, Instant } from '../../../server/domain/units/time.ts'
import type { Random } from './random.ts'

/** What an oracle answers at one moment; together with the sums of the feed, everything it can be asked. */
export interface Reading {
  /** Null: the read fails. */
  readonly latest: { readonly day: Day; readonly value: bigint } | null
  /** Null: the read fails. */
  readonly heartbeat: number | null
  /** Sums of days before this one can be read. */
  readonly readableBefore: Day
  /** One day whose sum cannot be read, whatever else can. */
  readonly deafDay: Day | null
  /** How a failing read fails: 0 reverts, 1 answers too little, 2 burns its gas, 3 reverts with 64 kB. */
  readonly fault: number
}

/** A time in which some reads fail. */
interface Outage {
  readonly from: Instant
  readonly to: Instant
  readonly reads: 'latest' | 'heartbeat' | 'cumulative' | 'all'
  readonly fault: number
}

export interface FeedPlan {
  /** The series begins with this day; the sum of the day before is 0. */
  readonly firstDay: Day
  readonly heartbeat: number
  /** The value of a day, from that of the day before. */
  readonly value: (day: Day, before: bigint) => bigint
  /** Seconds from the end of a day to its publication; negative: an oracle that knows the future. */
  readonly lag: (day: Day) => number
  /** From this day on nothing is published until the moment `resumes`. */
  readonly silence: { readonly from: Day; readonly resumes: Instant } | null
  /** On this day the sum of all values shrinks. */
  readonly dipDay: Day | null
  readonly deafDay: Day | null
  /** How many days `latest` lags behind the sums; negative: it is ahead of what can be read. */
  readonly behind: number
  readonly outages: readonly Outage[]
}

export interface Feed {
  readonly firstDay: Day
  readonly silence: FeedPlan['silence']
  readingAt(now: Instant): Reading
  /** The answers of `reading`, as the domain takes them. */
  readings(reading: Reading): IndexReadings
  /** The sums so far, from the day before the first on. */
  sums(): readonly bigint[]
  /** When the fixing after the last one at `now` comes; null: never. */
  nextPublication(now: Instant): Instant | null
}

/** An index and the oracle that publishes it, both made up day by day as time goes on. */
export function feedOf(plan: FeedPlan): Feed {
  const { firstDay } = plan
  const sums = [0n]
  const values: bigint[] = []
  const publications: Instant[] = []

  /** Makes days up until one is not published by `now`. */
  function reach(now: Instant): void {
    while ((publications.at(-1) ?? -1) <= now) {
      const day = firstDay + values.length
      const value = plan.value(day, values.at(-1) ?? 0n)
      const sum = sums.at(-1) ?? 0n
      values.push(value)
      sums.push(day === plan.dipDay && sum > 0n ? sum - (sum / 3n + 1n) : sum + value)
      publications.push(Math.max(publications.at(-1) ?? 0, publicationOf(plan, day)))
    }
  }

  function readingAt(now: Instant): Reading {
    reach(now)
    let published = publications.findIndex((at) => at > now)
    if (published < 0) published = publications.length
    const outage = plan.outages.find(({ from, to }) => from <= now && now < to)
    const isDown = (read: Outage['reads']) => outage?.reads === read || outage?.reads === 'all'
    const day = firstDay + published - 1
    const latest = { day: Math.max(0, day - plan.behind), value: values[published - 1 - plan.behind] ?? 0n }
    return {
      latest: isDown('latest') ? null : latest,
      heartbeat: isDown('heartbeat') ? null : plan.heartbeat,
      readableBefore: isDown('cumulative') ? firstDay - 1 : day + 1,
      deafDay: plan.deafDay,
      fault: outage?.fault ?? 0,
    }
  }

  return {
    firstDay,
    silence: plan.silence,
    readingAt,
    readings: (reading) => ({
      latest: () => reading.latest,
      heartbeat: () => reading.heartbeat,
      cumulative: (day) => {
        const isReadable = day < reading.readableBefore && day !== reading.deafDay
        return isReadable ? (sums[day - firstDay + 1] ?? null) : null
      },
    }),
    sums: () => sums,
    nextPublication: (now) => {
      reach(now)
      return publications.find((at) => at > now && at !== Infinity) ?? null
    },
  }
}

function publicationOf({ silence, lag }: FeedPlan, day: Day): Instant {
  const usual = endOfDay(day) + lag(day)
  return silence !== null && day >= silence.from ? Math.max(usual, silence.resumes) : usual
}

/** Outages at random moments of a life from `from` to `to`. */
export function randomOutages(random: Random, from: Instant, to: Instant, count: number): readonly Outage[] {
  return Array.from({ length: count }, () => {
    const start = random.int(from, to)
    const length = random.int(3_600, Math.max(7_200, Math.min(to - from, 12 * 86_400)))
    const reads = random.pick(['latest', 'heartbeat', 'cumulative', 'cumulative', 'all'] as const)
    return { from: start, to: start + length, reads, fault: random.int(0, 3) }
  })
}
