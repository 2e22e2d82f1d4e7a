import { SECONDS_PER_DAY } from '../units/time.ts'
import type { Instant } from '../units/time.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { clamp } from '../units/rounding.ts'
import { subsidyAt } from './bme.ts'
import { nextHalving } from './difficulty.ts'
import { BLOCKS_PER_EPOCH, epochNumber } from './epochs.ts'
import type { DifficultyEpoch } from './epochs.ts'
import { seriesValueOfEpoch } from './fixings.ts'
import type { SeriesName } from './readings.ts'
import { bitsOf, targetOf } from './target.ts'

/** What 2 016 blocks should take, in seconds. */
const INTENDED = BigInt(14 * SECONDS_PER_DAY)

/** So many of the last retargets say what the next one may be like. */
const RETARGETS_LOOKED_AT = 6

/** Ratios of targets are counted in parts of a million. Above one the difficulty falls and the index rises. */
const WHOLE = 1_000_000n

/** A change of the index that is known to come: an estimate, and the band that the last retargets span around it. */
export interface IndexForecast {
  /** `halving`: the epoch from which the index counts half the subsidy. */
  readonly kind: 'retarget' | 'halving'
  /** Height of the first block of the epoch that brings it. */
  readonly height: number
  readonly expectedAt: Instant
  /** The value of the series from then on. */
  readonly low: IndexValue
  readonly value: IndexValue
  readonly high: IndexValue
}

/**
 * The next retarget, and the next halving where it comes later than that, as they can be told from the epochs `begun` by `asOf`.
 *
 *   target' = target · r,  r: the middle, least and largest ratio of the last six retargets
 *   comes at = first block of the epoch + 14 days · r
 *
 * How far the epoch under way has come is not known from retargets: where it has lasted longer already than a ratio says, the ratio is
 * what it has lasted. Nothing that lies after `asOf` is used. None before two epochs have begun, or where the series has no value yet.
 *
 * Units:    values in 1e-18 quote units per TH/s per day.
 * Rounding: ratios down to a millionth; values as the index rounds them.
 */
export function forecastsOf(
  begun: readonly DifficultyEpoch[],
  series: SeriesName,
  asOf: Instant,
): readonly IndexForecast[] {
  const last = begun.at(-1)
  if (last === undefined || begun.length < 2) return []
  const ratios = ratiosSince(begun, last, asOf)
  const retarget = retargetAfter(begun, last, ratios, series)
  const halving = halvingAfter(begun, last, ratios, series)
  return [retarget, halving].filter((forecast) => forecast !== null)
}

interface Ratios {
  readonly low: bigint
  readonly middle: bigint
  readonly high: bigint
}

function ratiosSince(begun: readonly DifficultyEpoch[], last: DifficultyEpoch, asOf: Instant): Ratios {
  const seen = begun.slice(-RETARGETS_LOOKED_AT - 1)
  const ratios = seen.slice(1).map(({ bits }, index) => {
    const before = seen[index] ?? last
    return (targetOf(bits) * WHOLE) / targetOf(before.bits)
  })
  const ordered = ratios.sort((one, other) => (one < other ? -1 : 1))
  const lasted = (BigInt(asOf - last.firstTime) * WHOLE) / INTENDED
  const atLeast = (ratio: bigint | undefined) =>
    clamp(ratio ?? WHOLE, clamp(lasted, WHOLE / 4n, 4n * WHOLE), 4n * WHOLE)
  return {
    low: atLeast(ordered[0]),
    middle: atLeast(ordered[Math.floor(ordered.length / 2)]),
    high: atLeast(ordered.at(-1)),
  }
}

function retargetAfter(
  begun: readonly DifficultyEpoch[],
  last: DifficultyEpoch,
  ratios: Ratios,
  series: SeriesName,
): IndexForecast | null {
  const height = last.firstHeight + BLOCKS_PER_EPOCH
  const isHalving = subsidyAt(height) < subsidyAt(last.firstHeight)
  const values = valuesAt(begun, last, ratios, series, 1)
  if (values === null) return null
  return { kind: isHalving ? 'halving' : 'retarget', height, expectedAt: after(last, ratios.middle), ...values }
}

/** A halving that takes effect later than at the next retarget: until then the difficulty is taken to stay. */
function halvingAfter(
  begun: readonly DifficultyEpoch[],
  last: DifficultyEpoch,
  ratios: Ratios,
  series: SeriesName,
): IndexForecast | null {
  const height = nextHalving(begun)?.indexFollowsAtHeight ?? last.firstHeight
  const epochsAhead = (height - last.firstHeight) / BLOCKS_PER_EPOCH
  if (epochsAhead < 2 || epochsAhead > MOST_EPOCHS_AHEAD) return null
  const values = valuesAt(begun, last, ratios, series, epochsAhead)
  const expectedAt = after(last, ratios.middle) + (epochsAhead - 1) * 14 * SECONDS_PER_DAY
  return values === null ? null : { kind: 'halving', height, expectedAt, ...values }
}

/** A halving further away than this says nothing about margins yet. */
const MOST_EPOCHS_AHEAD = 4

function after(last: DifficultyEpoch, ratio: bigint): Instant {
  return last.firstTime + parseInt(((INTENDED * ratio) / WHOLE).toString(), 10)
}

function valuesAt(
  begun: readonly DifficultyEpoch[],
  last: DifficultyEpoch,
  { low, middle, high }: Ratios,
  series: SeriesName,
  epochsAhead: number,
): Pick<IndexForecast, 'low' | 'value' | 'high'> | null {
  const [least, value, most] = [low, middle, high].map((ratio) => {
    const bits = bitsOf((targetOf(last.bits) * ratio) / WHOLE)
    const ahead = Array.from({ length: epochsAhead }, (_, index) => ({
      ...last,
      bits,
      firstHeight: last.firstHeight + (index + 1) * BLOCKS_PER_EPOCH,
    }))
    return seriesValueOfEpoch([...begun, ...ahead], epochNumber(last) + epochsAhead, series)
  })
  if (least === undefined || value === undefined || most === undefined) return null
  if (least === null || value === null || most === null) return null
  return { low: indexValue(least), value: indexValue(value), high: indexValue(most) }
}
