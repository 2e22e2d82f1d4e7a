import type { Hex } from '../terms/terms.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { dayOf } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'
import { BLOCKS_PER_EPOCH } from './epochs.ts'
import type { DifficultyEpoch } from './epochs.ts'
import { seriesValueOfEpoch } from './fixings.ts'
import type { SeriesName } from './readings.ts'

/** The beginning of a difficulty epoch as raw headers prove it. */
export interface ProvenEpoch {
  readonly number: number
  readonly bits: number
  readonly firstTime: Instant
  readonly firstHash: Hex
}

/** A fixing that was made final with another value than the headers prove. */
export interface Difference {
  readonly series: SeriesName
  readonly day: Day
  readonly attested: IndexValue
  readonly proven: IndexValue
}

/** The days at whose end an epoch is in force. */
export interface EpochDays {
  readonly from: Day
  /** Null while it is not proven when the next epoch began. */
  readonly to: Day | null
}

/**
 * All epochs from height 0 to the newest proven one: the proven ones as proven, those before the first of them as the source tells.
 *
 * `proven` are in order and without gaps. An average of several epochs reaches back beyond the first proven one.
 */
export function epochsAsProven(
  source: readonly DifficultyEpoch[],
  proven: readonly ProvenEpoch[],
): readonly DifficultyEpoch[] {
  const first = proven[0]?.number ?? 0
  return [...source.slice(0, first), ...proven.map(asEpoch)]
}

function asEpoch({ number, bits, firstTime, firstHash }: ProvenEpoch): DifficultyEpoch {
  return {
    firstHeight: number * BLOCKS_PER_EPOCH,
    bits,
    firstTime,
    firstHash,
    lastTime: null,
    lastHash: null,
    isTimeEstimated: false,
  }
}

/**
 * The days of epoch `number`: from the day of its first header to the day before that of the next one's.
 *
 * `to` is before `from` where two epochs began on one day: the first of them is in force at no day's end.
 */
export function daysOfEpoch(epochs: readonly DifficultyEpoch[], number: number): EpochDays {
  const [epoch, next] = [epochs[number], epochs[number + 1]]
  if (epoch === undefined) throw new RangeError(`epoch ${number} is not known`)
  return { from: dayOf(epoch.firstTime), to: next === undefined ? null : dayOf(next.firstTime) - 1 }
}

/** Those of `fixings`, all of days of epoch `number`, that are not what its proven target makes them. */
export function differencesFrom(
  epochs: readonly DifficultyEpoch[],
  number: number,
  fixings: readonly { readonly series: SeriesName; readonly day: Day; readonly value: IndexValue }[],
): readonly Difference[] {
  return fixings.flatMap(({ series, day, value }): readonly Difference[] => {
    const proven = seriesValueOfEpoch(epochs, number, series)
    return proven === null || proven === value ? [] : [{ series, day, attested: value, proven }]
  })
}
