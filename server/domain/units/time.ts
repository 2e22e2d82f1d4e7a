/** A moment in UTC: whole seconds since 1970-01-01. The domain is told the time, it never asks. */
export type Instant = number

/** A UTC day: days since 1970-01-01, the integer part of unix seconds / 86 400. */
export type Day = number

export const SECONDS_PER_DAY = 86_400

/** The UTC day that contains `instant`. */
export function dayOf(instant: Instant): Day {
  return Math.floor(instant / SECONDS_PER_DAY)
}

/** The first second of `day`. */
export function startOfDay(day: Day): Instant {
  return day * SECONDS_PER_DAY
}

/** The first second after `day`. */
export function endOfDay(day: Day): Instant {
  return (day + 1) * SECONDS_PER_DAY
}
