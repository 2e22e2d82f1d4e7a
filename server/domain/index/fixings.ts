import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import type { Day } from '../units/time.ts'
import { bme14, subsidyAt } from './bme.ts'
import { epochContaining, epochNumber, epochOfDay } from './epochs.ts'
import type { DifficultyEpoch } from './epochs.ts'
import type { SeriesName } from './readings.ts'
import { targetOf } from './target.ts'

/** How many epochs a series averages: the newest and those before it. */
export const EPOCHS_AVERAGED: Readonly<Record<SeriesName, number>> = {
  BME14: 1,
  BME28: 2,
  BME56: 4,
  BME84: 6,
  BME168: 12,
}

/** The value of a series and the epoch that it comes from. */
export interface SeriesValue {
  readonly epoch: DifficultyEpoch
  readonly value: IndexValue
}

/** BME14 of one epoch: from its target and the subsidy of its first block. */
export function bmeOfEpoch(epoch: DifficultyEpoch): IndexValue {
  return bme14(targetOf(epoch.bits), subsidyAt(epoch.firstHeight))
}

/**
 * The value of a series in epoch number `index`; null where the chain is too young for it, or the epoch is not known.
 *
 *   BME28 / 56 / 84 / 168 = ⌊sum of the last 2 / 4 / 6 / 12 epochs' BME14 / count⌋
 *
 * Defined from heights 2 016 / 6 048 / 10 080 / 22 176 on. `epochs` are all known epochs from height 0, without gaps.
 *
 * Rounding: down, after each epoch's BME14 was rounded down.
 * Source:   term sheet, clause "Index".
 */
export function seriesValueOfEpoch(
  epochs: readonly DifficultyEpoch[],
  index: number,
  series: SeriesName,
): IndexValue | null {
  const count = EPOCHS_AVERAGED[series]
  if (index + 1 < count || index >= epochs.length) return null
  const window = epochs.slice(index + 1 - count, index + 1)
  const sum = window.reduce((total, epoch) => total + bmeOfEpoch(epoch), 0n)
  return indexValue(sum / BigInt(count))
}

/** The value of a series for the epoch that contains the block at `height`; null where there is none. */
export function valueAtHeight(
  epochs: readonly DifficultyEpoch[],
  series: SeriesName,
  height: number,
): SeriesValue | null {
  return valueIn(epochs, series, epochContaining(epochs, height))
}

/** The fixing of a series for one UTC day: its value in the epoch in force at the day's end; null where there is none. */
export function fixingOfDay(epochs: readonly DifficultyEpoch[], series: SeriesName, day: Day): SeriesValue | null {
  return valueIn(epochs, series, epochOfDay(epochs, day))
}

function valueIn(
  epochs: readonly DifficultyEpoch[],
  series: SeriesName,
  epoch: DifficultyEpoch | null,
): SeriesValue | null {
  if (epoch === null) return null
  const value = seriesValueOfEpoch(epochs, epochNumber(epoch), series)
  return value === null ? null : { epoch, value }
}
