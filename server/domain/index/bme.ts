import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { divDown } from '../units/rounding.ts'

const BLOCKS_PER_HALVING = 210_000
const FIRST_SUBSIDY_SAT = 5_000_000_000n

const ONE_VALUE = 10n ** 18n
const ONE_TERAHASH = 10n ** 12n
const SECONDS_PER_DAY = 86_400n
const SAT_PER_BTC = 100_000_000n
/** Hashes that find one block at difficulty 1, times the target of difficulty 1. */
const HASHES_TIMES_TARGET = (1n << 32n) * 65_535n * (1n << 208n)

/** New coins of the block at `height`, in satoshi: 50 BTC, halved every 210 000 blocks. */
export function subsidyAt(height: number): bigint {
  return FIRST_SUBSIDY_SAT >> BigInt(Math.floor(height / BLOCKS_PER_HALVING))
}

/**
 * What one TH/s finds in a day, as an exact fraction of 1e-18 BTC: expected blocks times the reward of one block.
 *
 *   numerator / denominator = 1e18 · 1e12 · 86 400 · rewardSat · target / (1e8 · 2^32 · 65 535 · 2^208)
 *
 * Difficulty enters as the integer target, difficulty = 65 535 · 2^208 / target, so that nothing is rounded here.
 */
export function dailyOutput(
  target: bigint,
  rewardSat: bigint,
): { readonly numerator: bigint; readonly denominator: bigint } {
  return {
    numerator: ONE_VALUE * ONE_TERAHASH * SECONDS_PER_DAY * rewardSat * target,
    denominator: SAT_PER_BTC * HASHES_TIMES_TARGET,
  }
}

/**
 * Bitcoin mining earnings of one difficulty epoch: subsidy per TH/s per day, without fees.
 *
 *   BME14 = ⌊1e18 · 1e12 · 86 400 · subsidySat · target / (1e8 · 2^32 · 65 535 · 2^208)⌋
 *
 * The subsidy is that of the epoch's first block: a halving inside an epoch takes effect at the next retarget, by definition.
 *
 * Units:    1e-18 BTC per TH/s per day; `subsidySat` in satoshi.
 * Rounding: down.
 * Source:   term sheet, clause "Index".
 */
export function bme14(target: bigint, subsidySat: bigint): IndexValue {
  const { numerator, denominator } = dailyOutput(target, subsidySat)
  return indexValue(divDown(numerator, denominator))
}
