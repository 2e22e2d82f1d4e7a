import { Refusal } from '../../domain/refusals.ts'
import { isoInstant, parseInstant } from '../../domain/units/calendar.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { mistyped } from './reader.ts'

/** Day and time in UTC as a form field gives them, to the minute: "2021-05-16T12:00", or with a space. */
export function momentTyped(text: string, words: Words): Instant {
  try {
    return parseInstant(`${text.replace(' ', 'T')}:00Z`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return mistyped(words('form.error.moment'))
  }
}

/** What `momentTyped` reads back, cut to the minute. */
export function momentInput(instant: Instant): string {
  return isoInstant(instant).slice(0, 'YYYY-MM-DDThh:mm'.length)
}
