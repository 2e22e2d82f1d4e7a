import { openChecks } from '../../../server/domain/terms/openChecks.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import { restoreLevelAt } from '../../../server/domain/margin/restoreLevel.ts'
import { unsettledValue } from '../../../server/domain/margin/value.ts'
import { openingBalances } from '../../../server/domain/terms/locked.ts'
import { MARKINGS, NO_CAP, SIDES, initialMargin } from '../../../server/domain/terms/terms.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { SECONDS_PER_DAY, startOfDay } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { BREACHES } from './brokenTerms.ts'
import type { Attempt } from './brokenTerms.ts'
import type { Feed } from './feed.ts'
import { liveThrough } from './life.ts'
import type { Life } from './life.ts'
import { randomOf } from './random.ts'
import type { Random } from './random.ts'
import { AIMS, randomFeed } from './randomFeed.ts'
import type { Aim } from './randomFeed.ts'
import { randomEconomics, withMoney } from './randomTerms.ts'
import type { World } from './randomTerms.ts'
import { PEOPLE, SMALL_WORLD, WORLD } from './world.ts'

/** One random deal: what the domain says its life is, or what its opening is refused for. */
export type RandomDeal = { readonly number: number; readonly aim: Aim; readonly feed: Feed } & (
  { readonly life: Life } | { readonly refused: { readonly attempt: Attempt; readonly code: RefusalCode } }
)

/** Valid terms, the moment at which they are opened and the index they will meet. */
interface Opened {
  readonly terms: Terms
  readonly openAt: Instant
  readonly feed: Feed
}

const MOST_STEPS = 30
/** A deal may be agreed centuries ahead; it is opened in this one. */
const LATEST_OPENING = 30_000
const TRIES = 400
/** Every so many deals, one is not opened: it breaks exactly one open check. */
const REFUSED_EVERY = 10

export function randomDeal(seed: string, number: number): RandomDeal {
  const random = randomOf(seed, number)
  const aim = AIMS[number % AIMS.length] ?? 'matured'
  const breach =
    number % REFUSED_EVERY === REFUSED_EVERY - 1
      ? BREACHES[Math.floor(number / REFUSED_EVERY) % BREACHES.length]
      : undefined
  const world = random.percent(30) ? SMALL_WORLD : WORLD
  for (let tries = 0; tries < TRIES; tries += 1) {
    const opened = validDeal(random, world, aim)
    if (opened === null) continue
    const { terms, feed, openAt } = opened
    if (breach === undefined) {
      return {
        number,
        aim,
        feed,
        life: liveThrough({ random, terms, feed, aim, openAt, people: PEOPLE, mostSteps: MOST_STEPS }),
      }
    }
    if (breach.marking !== undefined && breach.marking !== terms.marking) continue
    const attempt = breach.broken({ terms, at: openAt, reading: feed.readingAt(openAt) }, random)
    if (attempt === null) continue
    if (refusalOf(attempt, feed) === breach.code) return { number, aim, feed, refused: { attempt, code: breach.code } }
  }
  throw new Error(`seed ${seed}, deal ${number}: no such terms in ${TRIES} tries`)
}

/** Terms that the domain would open, with their index; null where these draws lead to none. */
function validDeal(random: Random, world: World, aim: Aim): Opened | null {
  const heartbeat = random.pick([129_600, 129_600, 86_400, 0, random.int(0, 5 * 86_400)])
  const isPressed = random.percent(15)
  const economics = { ...randomEconomics(random, world, heartbeat), ...(isPressed ? pressed(random, world) : {}) }
  const openAt = momentOfOpening(random, economics)
  const feed = randomFeed(random, { terms: economics, aim, openAt, heartbeat, isPressed })
  const thinness = random.pick(aim === 'closedOut' || isPressed ? [10n, 50n, 500n, 10_000n] : [1n, 2n, 5n, 25n, 400n])
  const terms = agreedOn(random, world, { economics, feed, openAt, thinness })
  return terms === null ? null : { terms: random.percent(30) ? metExactly(terms, feed, openAt) : terms, openAt, feed }
}

/** The same terms with a minimum transfer that a call will meet to the unit, if the deal is marked at the first new fixing. */
function metExactly(terms: Terms, feed: Feed, openAt: Instant): Terms {
  const at = feed.nextPublication(openAt)
  if (terms.marking !== MARKINGS.marked || at === null) return terms
  const value = unsettledValue(terms, 0, feed.readings(feed.readingAt(at)))
  if (value === null) return terms
  const balance = openingBalances(terms)
  const missing = SIDES.map((side) => restoreLevelAt(terms, side, value) - balance[side])
  const met = missing.find((amount) => amount > 0n && SIDES.every((side) => amount <= initialMargin(terms, side)))
  return met === undefined ? terms : { ...terms, minimumTransfer: baseUnits(met) }
}

interface Agreement {
  readonly economics: Terms
  readonly feed: Feed
  readonly openAt: Instant
  readonly thinness: bigint
}

/** The economics with money that suffices at the opening; null where no such terms would be opened. */
export function agreedOn(random: Random, world: World, agreement: Agreement): Terms | null {
  const { economics, feed, openAt, thinness } = agreement
  const reading = feed.readingAt(openAt)
  const money = withMoney(random, world, economics, feed.readings(reading), thinness)
  const terms = { ...money, openBy: openAt + random.pick([0, 1, 3_600, SECONDS_PER_DAY]) }
  return refusalOf({ terms, at: openAt, reading }, feed) === null ? terms : null
}

/** Short periods, long calls, and nothing to stop the index: settlements fall short while calls are still running. */
function pressed(random: Random, world: World): Partial<Terms> {
  return {
    marking: MARKINGS.marked,
    periods: random.percent(30) ? random.int(1, 2) : world.mostPeriods,
    periodDays: random.int(1, Math.min(3, world.mostPeriodDays)),
    cureSeconds: random.int(5, 30) * SECONDS_PER_DAY,
    floor: indexValue(0n),
    cap: NO_CAP,
  }
}

function momentOfOpening(random: Random, { startDay }: Terms): Instant {
  const ahead = random.percent(50) ? 0 : random.int(0, 12)
  const today = Math.max(1, Math.min(startDay - ahead, LATEST_OPENING))
  return startOfDay(today) + random.pick([0, 300, 3_600, random.int(0, SECONDS_PER_DAY - 1)])
}

function refusalOf({ terms, at, reading }: Attempt, feed: Feed): RefusalCode | null {
  try {
    openChecks(terms, feed.readings(reading), at)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
