import { SECONDS_PER_DAY } from './time.ts'
import type { Instant } from './time.ts'

/** The name of a time zone in the IANA database, as "Europe/London". */
export type TimeZone = string

/** Where nobody has said where they are: times are shown in UTC, and no night is guessed. */
export const UTC: TimeZone = 'UTC'

const OFFSET = /GMT(?:(?<sign>[+-])(?<hours>\d{2}):(?<minutes>\d{2})(?::(?<seconds>\d{2}))?)?/
const NAME = /^(?:UTC|[A-Z][\w+-]*(?:\/[\w+-]+)+)$/i

/** Whether the IANA database has a time zone of that name. */
export function isTimeZone(text: string): boolean {
  if (!NAME.test(text)) return false
  try {
    formatterOf(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * How far the clocks of `zone` are ahead of UTC at `instant`, in seconds; negative where they are behind.
 *
 * Source: IANA time zone database, as the runtime brings it: what it says of years to come is what governments have announced.
 */
export function offsetAt(zone: TimeZone, instant: Instant): number {
  if (zone === UTC) return 0
  const parts = formatterOf(zone).formatToParts(instant * 1000)
  const name = parts.find(({ type }) => type === 'timeZoneName')
  return name === undefined ? 0 : secondsAhead(name.value)
}

/** "GMT+05:45" in seconds; "GMT" alone is UTC. */
function secondsAhead(name: string): number {
  const { sign, hours = '0', minutes = '0', seconds = '0' } = OFFSET.exec(name)?.groups ?? {}
  const ahead = parseInt(hours, 10) * 3600 + parseInt(minutes, 10) * 60 + parseInt(seconds, 10)
  return sign === '-' ? -ahead : ahead
}

/** Seconds since midnight on the clocks of `zone`. */
export function localSecond(zone: TimeZone, instant: Instant): number {
  return secondOfDay(instant + offsetAt(zone, instant))
}

/** Seconds since midnight of a moment on any clock. */
export function secondOfDay(instant: Instant): number {
  return ((instant % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY
}

/** Making a formatter takes a thousand times as long as using it. */
const formatters = new Map<TimeZone, Intl.DateTimeFormat>()

function formatterOf(zone: TimeZone): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formatters.set(zone, made)
  return made
}
