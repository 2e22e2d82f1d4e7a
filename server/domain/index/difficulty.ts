import type { Instant } from '../units/time.ts'
import { SECONDS_PER_DAY } from '../units/time.ts'
import { subsidyAt } from './bme.ts'
import { BLOCKS_PER_EPOCH } from './epochs.ts'
import type { DifficultyEpoch } from './epochs.ts'
import { targetOf } from './target.ts'

/** What 2 016 blocks should take, in seconds. */
const INTENDED_SECONDS = 14 * SECONDS_PER_DAY

const BLOCKS_PER_HALVING = 210_000

/**
 * How many times harder than at difficulty 1 a block of the epoch is to find.
 *
 *   difficulty = ⌊65 535 · 2^208 / target⌋
 *
 * Rounding: down.
 */
export function difficultyOf(epoch: DifficultyEpoch): bigint {
  return (65_535n << 208n) / targetOf(epoch.bits)
}

/** The epochs that had begun by `asOf`: what a table of history may tell to people who live in it. */
export function epochsBegunBy(epochs: readonly DifficultyEpoch[], asOf: Instant): readonly DifficultyEpoch[] {
  return epochs.filter(({ firstTime }) => firstTime <= asOf)
}

/** What can be said of the next retarget. */
export interface NextRetarget {
  /** Height of the first block of the next epoch. */
  readonly height: number
  readonly expectedAt: Instant
  /** Whether blocks are taken to come at the pace they should, or at that of this epoch's own so far. */
  readonly pace: 'intended' | 'seen'
}

/** So few blocks say nothing about their pace: chance has them come at half of it, or at twice. */
const LEAST_BLOCKS_SEEN = 144

/**
 * The next retarget: at the pace of the epoch's own blocks where the newest one is known and enough of them have come, at the intended
 * pace of 14 days otherwise. Nothing that lies in the future is used.
 *
 * Rounding: down, to the second.
 */
export function nextRetarget(
  begun: readonly DifficultyEpoch[],
  newest: { readonly height: number; readonly time: Instant } | null = null,
): NextRetarget | null {
  const last = begun.at(-1)
  if (last === undefined) return null
  const height = last.firstHeight + BLOCKS_PER_EPOCH
  const blocks = newest === null ? 0 : newest.height - last.firstHeight
  if (newest === null || blocks < LEAST_BLOCKS_SEEN || blocks >= BLOCKS_PER_EPOCH) {
    return { height, expectedAt: last.firstTime + INTENDED_SECONDS, pace: 'intended' }
  }
  const taken = Math.max(0, newest.time - last.firstTime)
  return { height, expectedAt: newest.time + Math.floor((taken * (height - newest.height)) / blocks), pace: 'seen' }
}

/** The next halving of the subsidy, and the retarget at which the index follows it. */
export interface NextHalving {
  readonly height: number
  /** The first epoch whose first block is at or after the halving: from there on the index counts the new subsidy. */
  readonly indexFollowsAtHeight: number
  readonly subsidySat: bigint
  /** At the intended pace from the last retarget. */
  readonly expectedAt: Instant
}

/** The next halving after the last epoch begun. */
export function nextHalving(begun: readonly DifficultyEpoch[]): NextHalving | null {
  const last = begun.at(-1)
  if (last === undefined) return null
  const height = (Math.floor(last.firstHeight / BLOCKS_PER_HALVING) + 1) * BLOCKS_PER_HALVING
  const indexFollowsAtHeight = Math.ceil(height / BLOCKS_PER_EPOCH) * BLOCKS_PER_EPOCH
  const epochsAhead = (height - last.firstHeight) / BLOCKS_PER_EPOCH
  const expectedAt = last.firstTime + Math.round(epochsAhead * INTENDED_SECONDS)
  return { height, indexFollowsAtHeight, subsidySat: subsidyAt(height), expectedAt }
}
