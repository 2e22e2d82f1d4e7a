import { effectiveCap } from '../../../server/domain/terms/payoff.ts'
import { lastDay, lastDayOf } from '../../../server/domain/terms/schedule.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import { SECONDS_PER_DAY, startOfDay } from '../../../server/domain/units/time.ts'
import type { Day, Instant } from '../../../server/domain/units/time.ts'
import { feedOf, randomOutages } from './feed.ts'
import type { Feed, FeedPlan } from './feed.ts'
import type { Random } from './random.ts'

/** How a life is meant to end. Chance and the other side may decide otherwise. */
export const AIMS = ['matured', 'terminated', 'closedOut', 'unwound'] as const
export type Aim = (typeof AIMS)[number]

/** How the index moves from day to day. */
const MOODS = ['calm', 'lively', 'lively', 'jumps', 'jumps', 'seesaw', 'wild', 'zeros', 'edges', 'huge'] as const

const FIVE_MINUTES = 300

interface Wanted {
  readonly terms: Terms
  readonly aim: Aim
  readonly openAt: Instant
  readonly heartbeat: number
  /** The index swings to and fro across the fixed rate. */
  readonly isPressed: boolean
}

export function randomFeed(random: Random, wanted: Wanted): Feed {
  const { terms, openAt } = wanted
  const today = Math.floor(openAt / SECONDS_PER_DAY)
  const isOdd = random.percent(12)
  return feedOf({
    firstDay: Math.max(1, Math.min(today, terms.startDay) - random.int(2, 4)),
    heartbeat: wanted.heartbeat,
    value: randomValues(random, wanted, today),
    lag: randomLag(random, wanted, today),
    silence: randomSilence(random, wanted, today),
    dipDay: isOdd && random.percent(40) ? random.int(terms.startDay, lastDay(terms)) : null,
    deafDay: isOdd && random.percent(60) ? aPeriodsEnd(random, terms) : null,
    behind: isOdd && random.percent(25) ? random.pick([-1, 1, 1, 2]) : 0,
    outages: random.percent(65) ? [] : outagesOf(random, wanted),
  })
}

function aPeriodsEnd(random: Random, terms: Terms): Day {
  return lastDayOf(terms, random.int(0, terms.periods - 1))
}

function outagesOf(random: Random, { terms, openAt }: Wanted) {
  const end = startOfDay(lastDay(terms) + terms.fallbackDays)
  return randomOutages(random, openAt + 1, Math.max(openAt + 2, end), random.int(1, 3))
}

/** The index begins near the fixed rate, where deals are made, and then does what its mood says. */
function randomValues(random: Random, { terms, isPressed }: Wanted, today: Day): FeedPlan['value'] {
  const { fixedRate, floor } = terms
  const base = fixedRate > 0n ? fixedRate : random.magnitude(40)
  const mood = isPressed ? 'seesaw' : random.pick(MOODS)
  const edges = [floor, effectiveCap(terms), fixedRate, 0n].flatMap((edge) => [
    edge,
    edge + 1n,
    edge > 0n ? edge - 1n : 0n,
  ])
  const times = (value: bigint, low: number, high: number) => (value * BigInt(random.int(low, high))) / 1_000n
  const by: Record<(typeof MOODS)[number], (before: bigint) => bigint> = {
    calm: () => times(base, 985, 1_015),
    lively: (before) => times(before, 930, 1_080),
    jumps: (before) => (random.percent(15) ? times(base, 200, 2_500) : times(before, 990, 1_010)),
    seesaw: (before) =>
      random.percent(80) ? before : times(base, before > base ? 300 : 1_300, before > base ? 700 : 1_700),
    wild: () => times(base, 0, 3_000),
    zeros: () => (random.percent(50) ? 0n : times(base, 900, 1_100)),
    edges: () => edges[random.int(0, edges.length - 1)] ?? 0n,
    huge: (before) => (random.percent(20) ? random.magnitude(240) : times(before, 900, 1_100)),
  }
  const start = random.percent(30) ? base : times(base, 970, 1_030)
  return (day, before) => (day < today ? start : by[mood](before))
}

/** Usually five minutes; sometimes hours, right up to the heartbeat, or beyond it. */
function randomLag(random: Random, { heartbeat }: Wanted, today: Day): FeedPlan['lag'] {
  if (random.percent(2)) return () => -random.int(1, 3) * SECONDS_PER_DAY
  const isLazy = random.percent(30)
  return (day) => {
    if (day < today || !isLazy || random.percent(60)) return random.pick([0, FIVE_MINUTES, FIVE_MINUTES])
    return random.pick([heartbeat, heartbeat + 1, random.int(0, heartbeat + 10_800)])
  }
}

function randomSilence(random: Random, { terms, aim, openAt }: Wanted, today: Day): FeedPlan['silence'] {
  if (!random.percent(aim === 'unwound' ? 85 : 8)) return null
  const from = random.int(Math.max(today + 1, terms.startDay - 1), lastDay(terms))
  const isForEver = random.percent(aim === 'unwound' ? 80 : 40)
  const pause = random.int(1, terms.fallbackDays + 4) * SECONDS_PER_DAY
  return { from, resumes: isForEver ? Infinity : Math.max(openAt, startOfDay(from + 1)) + pause }
}
