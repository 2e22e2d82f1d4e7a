import type { Instant } from '../units/time.ts'
import { localSecond } from '../units/zone.ts'
import type { TimeZone } from '../units/zone.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

/** When nobody has to answer for money: from 22:00 to 08:00 on a party's own clocks. In seconds since midnight. */
export const NIGHT = { from: 22 * HOUR, to: 8 * HOUR } as const

/** Whether it is night in `zone`: from 22:00:00 to 07:59:59. */
export function isNight(zone: TimeZone, instant: Instant): boolean {
  const local = localSecond(zone, instant)
  return local >= NIGHT.from || local < NIGHT.to
}

/** The first moment after the night that `instant` lies in: 08:00 on the clocks of `zone`, whatever they are set to meanwhile. */
export function morningAfter(zone: TimeZone, instant: Instant): Instant {
  const local = localSecond(zone, instant)
  const roughly = instant + (local >= NIGHT.from ? DAY : 0) + NIGHT.to - local
  return onTheClock(zone, roughly, NIGHT.to)
}

/** The moment at which the night that `instant` lies in began: 22:00 on the clocks of `zone`. */
export function eveningBefore(zone: TimeZone, instant: Instant): Instant {
  const local = localSecond(zone, instant)
  const roughly = instant - (local < NIGHT.to ? DAY : 0) + NIGHT.from - local
  return onTheClock(zone, roughly, NIGHT.from)
}

/** The moment near `roughly` at which the clocks show `second`: they may have been changed since it was reckoned. */
function onTheClock(zone: TimeZone, roughly: Instant, second: number): Instant {
  return roughly + second - localSecond(zone, roughly)
}
