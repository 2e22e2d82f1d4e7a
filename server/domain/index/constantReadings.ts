import type { IndexValue } from '../units/indexValue.ts'
import { SECONDS_PER_DAY } from '../units/time.ts'
import type { Day } from '../units/time.ts'
import type { IndexReadings } from './readings.ts'

/** An index that has been `index` every day up to and including `day`: what a page asks "what if" with. */
export function constantReadings(index: IndexValue, day: Day): IndexReadings {
  return {
    cumulative: (asked) => (asked > day ? null : BigInt(asked) * index),
    latest: () => ({ day, value: index }),
    heartbeat: () => SECONDS_PER_DAY,
  }
}
