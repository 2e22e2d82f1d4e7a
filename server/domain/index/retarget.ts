import { clamp, min } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { bitsOf, targetOf } from './target.ts'

/** Two weeks: what 2 016 blocks should take. */
const INTENDED_SECONDS = 14n * 86_400n

/** The easiest target mainnet allows. */
const PROOF_OF_WORK_LIMIT = (1n << 224n) - 1n

/**
 * The compact target of the next epoch, from how long this one took.
 *
 *   target' = min(limit, ⌊target · clamp(last − first, 14 d / 4, 14 d · 4) / 14 d⌋), cut to its compact form
 *
 * `first` and `last` are the timestamps of the epoch's own first and last header: 2 015 intervals, as consensus counts them.
 *
 * Rounding: down, then down again by the compact form.
 * Source:   Bitcoin consensus, CalculateNextWorkRequired.
 */
export function nextBits(bits: number, first: Instant, last: Instant): number {
  const taken = clamp(BigInt(last - first), INTENDED_SECONDS / 4n, INTENDED_SECONDS * 4n)
  const target = (targetOf(bits) * taken) / INTENDED_SECONDS
  return bitsOf(min(target, PROOF_OF_WORK_LIMIT))
}
