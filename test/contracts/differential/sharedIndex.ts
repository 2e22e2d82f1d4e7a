import { effectiveCap } from '../../../server/domain/terms/payoff.ts'
import { seriesId } from '../../../server/domain/index/readings.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import { endOfDay, startOfDay } from '../../../server/domain/units/time.ts'
import type { Day, Instant } from '../../../server/domain/units/time.ts'
import { feedOf } from './feed.ts'
import type { Feed } from './feed.ts'
import type { Random } from './random.ts'
import { randomEconomics } from './randomTerms.ts'
import type { World } from './randomTerms.ts'

/** Many short deals on the same few days: the index and the calendar that they share. */

/** The index when the deals are made; it jumps about from then on. */
export const BASE = 5_000_000_000_000n
const HEARTBEAT = 129_600
const PUBLICATION = 300
/** Six hours: a call made with a fixing ends on one of the day's other moments, to the second. */
const CURE = 21_600

/** One series is published to the end; the other falls silent after six days. */
export const SHARED_SERIES = ['BME14', 'BME28'] as const satisfies readonly SeriesName[]
const DAYS = 15
const SILENT_AFTER = 6

export function sharedFeed(random: Random, firstDay: Day, series: SeriesName): Feed {
  return feedOf({
    firstDay,
    heartbeat: HEARTBEAT,
    value: (day, before) => {
      if (day < firstDay + 2) return BASE
      const base = random.percent(75) ? before : BASE
      return (base * BigInt(random.pick([700, 900, 970, 1_030, 1_120, 1_400]))) / 1_000n
    },
    lag: () => PUBLICATION,
    silence: series === 'BME28' ? { from: firstDay + SILENT_AFTER, resumes: Infinity } : null,
    dipDay: null,
    deafDay: null,
    behind: 0,
    outages: [],
  })
}

/** Every moment at which something happens: fixings, the end of calls and the second after, and when silence may be given up. */
export function sharedMoments(firstDay: Day): readonly Instant[] {
  const moments = new Set<Instant>()
  for (let day = firstDay; day < firstDay + DAYS; day += 1) {
    const published = endOfDay(day) + PUBLICATION
    for (const later of [0, CURE, CURE + 1]) moments.add(published + later)
  }
  for (const fallbackDays of [2, 3]) {
    const from = startOfDay(firstDay + SILENT_AFTER + 1 + fallbackDays)
    moments.add(from - 1).add(from)
  }
  return [...moments].sort((a, b) => a - b)
}

/** Terms of a deal that begins within two days of `today`, lasts six at most, and can be given up two or three days later. */
export function sharedEconomics(random: Random, world: World, series: SeriesName): Terms {
  const terms = randomEconomics(random, world, HEARTBEAT)
  // A range without limits takes a contract of the smallest size, and tokens without decimals.
  const isCovered = terms.marking === MARKINGS.rangeCollateralised && effectiveCap(terms) < BASE * 10n
  return {
    ...terms,
    series: seriesId(series),
    marking: isCovered ? MARKINGS.rangeCollateralised : MARKINGS.marked,
    cureSeconds: random.pick([CURE, CURE, 86_400, 259_200]),
    takeoverSeconds: random.pick([0, 0, 86_400, 86_400, 172_800]),
    fallbackDays: random.pick([2, 3]),
  }
}
