/**
 * When the desk calls for collateral, and how long it proposes to give, so that no deadline falls into the night of either party.
 *
 * The escrow knows a number of seconds and nothing of clocks, and anyone may mark it at any time. What the desk can do is propose
 * seconds with which a call right after a fixing runs out by day, and send its own marks only when that is so.
 */
import { SIDES } from '../terms/terms.ts'
import type { BySide, Side } from '../terms/terms.ts'
import { SECONDS_PER_DAY, endOfDay, startOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'
import { offsetAt, secondOfDay } from '../units/zone.ts'
import type { TimeZone } from '../units/zone.ts'
import { NIGHT, isNight } from './night.ts'

const HOUR = 3_600

/** Where each party is; null: it has not said, and then no night is guessed. */
export type Zones = BySide<TimeZone | null>

/** Where the parties to a deal are, and when it may be called. */
export interface CallsAsked {
  readonly zones: Zones
  /** The first and the last day whose fixing may bring a call. */
  readonly firstDay: Day
  readonly lastDay: Day
}

/** Where the parties to a deal are, and when the desk marks it: kept beside its terms, which know nothing of clocks. */
export interface CallPlan {
  readonly zones: Zones
  /** Seconds after midnight, UTC, from which the desk marks the deal each day. */
  readonly markAt: number
}

/** A cure period is looked for between these: shorter, and it may be mostly night; longer, and the other side waits for too long. */
const SHORTEST = 18 * HOUR
const LONGEST = 48 * HOUR

/** How long before the night a deadline should be, what is best first: a fixing may be late, and a mark takes its minutes. */
const ROOMS = [HOUR, HOUR / 2, HOUR / 4, 1] as const

/** Whole hours are what people read; zones that are off by half or a quarter of one may need less. */
const STEPS = [HOUR, HOUR / 4] as const

/**
 * The cure period nearest to a day with which a call right after a fixing never runs out at night; `wished` itself where it does so.
 *
 *   08:00 ≤ (end of the UTC day + cure) on the clocks of each zone < 22:00, on every day that may bring a call
 *
 * Units:    seconds. Rounding: whole hours if there are any, else quarters; of two as near, the longer.
 * Source:   two days of 14 waking hours always have an hour in common, whatever the zones are.
 */
export function fairCure(asked: CallsAsked, wished: number = SECONDS_PER_DAY): number {
  const offsets = offsetsDuring(asked)
  if (isByDay(offsets, wished, 1)) return wished
  const found = firstByDay(offsets, (step) => nearest(step, SECONDS_PER_DAY), 0)
  return found ?? wished
}

/**
 * The first hour of the UTC day at which a mark opens a call that runs out by day, if it takes `cureSeconds`; midnight where there is
 * none. Units: seconds since midnight, UTC.
 */
export function fairMarkAt(asked: CallsAsked, cureSeconds: number): number {
  return firstByDay(offsetsDuring(asked), (step) => range(0, SECONDS_PER_DAY - step, step), cureSeconds) ?? 0
}

/** The sides for which a call right after a fixing would run out at night on some day. */
export function nightsHit(asked: CallsAsked, cureSeconds: number): readonly Side[] {
  return SIDES.filter((side) => {
    const alone = { seller: null, buyer: null, [side]: asked.zones[side] }
    return !isByDay(offsetsDuring({ ...asked, zones: alone }), cureSeconds, 1)
  })
}

/** Whether a call that is opened at `asOf` is the desk's to open: its hour has come, and the deadline is in nobody's night. */
export function isFairMark({ zones, markAt }: CallPlan, cureSeconds: number, asOf: Instant): boolean {
  return secondOfDay(asOf) >= markAt && !known(zones).some((zone) => isNight(zone, asOf + cureSeconds))
}

/**
 * The first moment from `asOf` on at which the desk opens a call; `asOf` itself where no such moment comes within two days: a call is
 * put off, never given up.
 */
export function nextFairMark(plan: CallPlan, cureSeconds: number, asOf: Instant): Instant {
  if (isFairMark(plan, cureSeconds, asOf)) return asOf
  const first = Math.ceil(asOf / STEPS[1]) * STEPS[1]
  const moments = range(first, first + 2 * SECONDS_PER_DAY, STEPS[1])
  return moments.find((moment) => isFairMark(plan, cureSeconds, moment)) ?? asOf
}

/** Every offset from UTC that the clocks of a party show while it may be called and while such a call runs. */
function offsetsDuring({ zones, firstDay, lastDay }: CallsAsked): readonly number[] {
  const offsets = new Set<number>()
  const end = endOfDay(lastDay) + LONGEST
  for (const zone of known(zones)) {
    // Clocks are changed once a day at most: what they show at noon and midnight is all they show.
    for (let at = startOfDay(firstDay); at <= end; at += SECONDS_PER_DAY / 2) offsets.add(offsetAt(zone, at))
  }
  return [...offsets]
}

function known(zones: Zones): readonly TimeZone[] {
  return SIDES.flatMap((side) => zones[side] ?? [])
}

/** Whether it is day for everybody so long after midnight, UTC, and stays so for `room` seconds. */
function isByDay(offsets: readonly number[], afterMidnight: number, room: number): boolean {
  return offsets.every((offset) => {
    const local = secondOfDay(afterMidnight + offset)
    return local >= NIGHT.to && local + room <= NIGHT.from
  })
}

function firstByDay(
  offsets: readonly number[],
  candidates: (step: number) => readonly number[],
  later: number,
): number | null {
  for (const room of ROOMS) {
    for (const step of STEPS) {
      const found = candidates(step).find((seconds) => isByDay(offsets, seconds + later, room))
      if (found !== undefined) return found
    }
  }
  return null
}

/** The cure periods worth looking at, those nearest to `wished` first. */
function nearest(step: number, wished: number): readonly number[] {
  return range(SHORTEST, LONGEST, step).sort(
    (one, other) => Math.abs(one - wished) - Math.abs(other - wished) || other - one,
  )
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}
