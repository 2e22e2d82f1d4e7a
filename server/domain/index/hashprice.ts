import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { divDown } from '../units/rounding.ts'
import { dailyOutput } from './bme.ts'

/** What the blocks of the averaging window paid. */
export interface BlockRewards {
  readonly target: bigint
  readonly subsidySat: bigint
  /** Sum of the fees of the last `blocks` blocks, in satoshi. */
  readonly feesSat: bigint
  /** Blocks in the window: 144 for the published series. */
  readonly blocks: number
}

const ONE_DOLLAR = 100_000_000n

/**
 * Hashprice in BTC: what one TH/s earns in a day, fees included.
 *
 *   HASHPRICE_BTC = ⌊86 400 · 1e12 / (difficulty · 2^32) · (subsidy + fees / blocks)⌋
 *
 * Units:    1e-18 BTC per TH/s per day.
 * Rounding: down, once.
 */
export function hashpriceBtc(rewards: BlockRewards): IndexValue {
  const { numerator, denominator, blocks } = windowOutput(rewards)
  return indexValue(divDown(numerator, denominator * blocks))
}

/**
 * Hashprice in USD: hashprice in BTC at a BTC/USD rate.
 *
 * Units:    1e-18 USD per TH/s per day; `btcUsd` in 1e-8 USD per BTC.
 * Rounding: down, once: the BTC value is not rounded on the way.
 */
export function hashpriceUsd(rewards: BlockRewards, btcUsd: bigint): IndexValue {
  const { numerator, denominator, blocks } = windowOutput(rewards)
  return indexValue(divDown(numerator * btcUsd, denominator * blocks * ONE_DOLLAR))
}

function windowOutput({ target, subsidySat, feesSat, blocks }: BlockRewards) {
  const count = BigInt(blocks)
  return { ...dailyOutput(target, subsidySat * count + feesSat), blocks: count }
}
