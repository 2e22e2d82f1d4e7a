import type { Hex } from '../terms/terms.ts'
import type { Instant } from '../units/time.ts'
import { BLOCKS_PER_EPOCH } from './epochs.ts'
import { targetOf } from './target.ts'

/** Blocks whose times a new block's own is measured against. */
export const MEDIAN_BLOCKS = 11

/** The number of the epoch that the block at `height` belongs to. */
export function epochAt(height: number): number {
  return Math.floor(height / BLOCKS_PER_EPOCH)
}

/** Whether a block of that hash took the work that the compact target `bits` asks for. */
export function isWorkDone(hash: Hex, bits: number): boolean {
  return BigInt(hash) <= targetOf(bits)
}

/**
 * The median of the times of up to eleven successive blocks: every block after them is dated later.
 *
 * Source: Bitcoin consensus, CBlockIndex::GetMedianTimePast. No times at all are a bug.
 */
export function medianTime(times: readonly Instant[]): Instant {
  const sorted = times.slice(-MEDIAN_BLOCKS).sort((one, other) => one - other)
  const median = sorted[Math.floor(sorted.length / 2)]
  if (median === undefined) throw new RangeError('no blocks have no median time')
  return median
}
