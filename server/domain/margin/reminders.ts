import type { Instant } from '../units/time.ts'
import type { TimeZone } from '../units/zone.ts'
import { eveningBefore, isNight, morningAfter } from './night.ts'

const HOUR = 3_600

/** What must be left to the deadline for a reminder to wait until the morning: the first leaves time for the second. */
const LEFT_IN_THE_MORNING = { half: 2 * HOUR, last: HOUR / 2 } as const

/** A little before the night, while people are still there. */
const BEFORE_NIGHT = HOUR / 4

/** When a called party is reminded: halfway to its deadline, and one hour before it. */
export interface Reminders {
  readonly half: Instant
  readonly last: Instant
}

/**
 * The moments at which the called party is reminded, moved out of its night where the deadline allows: to the morning, if two
 * hours, or half an hour for the second, are left then; else to the evening before, if the call had come by then; else they stay.
 *
 * `zone` null: not known, and then no night is guessed.
 */
export function remindersOf(cureBy: Instant, cureSeconds: number, zone: TimeZone | null): Reminders {
  const calledAt = cureBy - cureSeconds
  const half = calledAt + Math.floor(cureSeconds / 2)
  const last = Math.max(half, cureBy - HOUR)
  if (zone === null) return { half, last }
  return {
    half: movedOutOfNight(zone, half, calledAt, cureBy - LEFT_IN_THE_MORNING.half),
    last: movedOutOfNight(zone, last, calledAt, cureBy - LEFT_IN_THE_MORNING.last),
  }
}

function movedOutOfNight(zone: TimeZone, moment: Instant, calledAt: Instant, latest: Instant): Instant {
  if (!isNight(zone, moment)) return moment
  const morning = morningAfter(zone, moment)
  if (morning <= latest) return morning
  const evening = eveningBefore(zone, moment) - BEFORE_NIGHT
  return evening > calledAt ? evening : moment
}
