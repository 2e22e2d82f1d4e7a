/**
 * Days and instants to and from ISO 8601, by arithmetic on the proleptic Gregorian calendar.
 *
 * Source: H. Hinnant, "chrono-compatible low-level date algorithms" (days_from_civil, civil_from_days).
 */
import { Refusal } from '../refusals.ts'
import { dayOf, startOfDay } from './time.ts'
import type { Day, Instant } from './time.ts'

const DAYS_PER_ERA = 146_097
const DAYS_BEFORE_1970 = 719_468
const DATE = /^(?<year>\d{4})-(?<month>\d{2})-(?<dayOfMonth>\d{2})$/
const TIME = /^(?<date>\d{4}-\d{2}-\d{2})T(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d):(?<seconds>[0-5]\d)Z$/

/** Day number of a calendar date; years begin in March so that a leap day comes last. */
function daysFromCivil(year: number, month: number, dayOfMonth: number): Day {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_1970
}

function padded(count: number, width: number): string {
  return count.toString().padStart(width, '0')
}

/** "2021-05-17" for day 18 764. */
export function isoDay(day: Day): string {
  const shifted = day + DAYS_BEFORE_1970
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`
}

/** "2021-05-17T00:05:00Z" for 1 621 209 900. */
export function isoInstant(instant: Instant): string {
  const day = dayOf(instant)
  const second = instant - startOfDay(day)
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
  return `${isoDay(day)}T${clock.map((part) => padded(part, 2)).join(':')}Z`
}

/** The UTC day of "YYYY-MM-DD". Refuses: `notADate` any other form, and dates no calendar has. */
export function parseDay(text: string): Day {
  const parts = DATE.exec(text)?.groups
  if (parts === undefined) throw new Refusal('notADate', { text })
  const { year = '', month = '', dayOfMonth = '' } = parts
  const day = daysFromCivil(parseInt(year, 10), parseInt(month, 10), parseInt(dayOfMonth, 10))
  // 30 February comes out as another date, and month 13 as another year: printing it back shows that.
  if (isoDay(day) !== text) throw new Refusal('notADate', { text })
  return day
}

/** The instant of "YYYY-MM-DDThh:mm:ssZ". Refuses: `notADate` any other form, other zones, fractions of a second. */
export function parseInstant(text: string): Instant {
  const parts = TIME.exec(text)?.groups
  if (parts === undefined) throw new Refusal('notADate', { text })
  const { date = '', hours = '', minutes = '', seconds = '' } = parts
  return startOfDay(parseDay(date)) + parseInt(hours, 10) * 3600 + parseInt(minutes, 10) * 60 + parseInt(seconds, 10)
}
