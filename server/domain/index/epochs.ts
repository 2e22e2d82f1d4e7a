import type { Hex } from '../terms/terms.ts'
import { dayOf, endOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'

/** 2 016 blocks between difficulty adjustments. */
export interface DifficultyEpoch {
  /** Height of the epoch's first block: a multiple of 2 016. */
  readonly firstHeight: number
  /** The compact target of every header of the epoch. */
  readonly bits: number
  /** Timestamp of the first header. */
  readonly firstTime: Instant
  /** Timestamp of the last header, null where it is not known. */
  readonly lastTime: Instant | null
  readonly firstHash: Hex | null
  readonly lastHash: Hex | null
  /** Whether the times are estimates: calibration only, never a proof. */
  readonly isTimeEstimated: boolean
  /** Of the newest epoch, where its end is followed: no later epoch begins before this moment. */
  readonly inForceUntil?: Instant
}

export const BLOCKS_PER_EPOCH = 2016

/** The number of an epoch, counted from 0 at the first block of the chain. */
export function epochNumber(epoch: DifficultyEpoch): number {
  return epoch.firstHeight / BLOCKS_PER_EPOCH
}

/**
 * The epoch that contains the block at `height`; null before the first and beyond the last known one.
 *
 * `epochs` are all known epochs from height 0, without gaps.
 */
export function epochContaining(epochs: readonly DifficultyEpoch[], height: number): DifficultyEpoch | null {
  return epochs[Math.floor(height / BLOCKS_PER_EPOCH)] ?? null
}

/**
 * The epoch in force at the end of a UTC day: the greatest whose first header has a timestamp before the day's end.
 *
 * Null before the day of the first block, and after the last day of the last known epoch: beyond that a retarget may have happened
 * that is not in the table.
 *
 * Source: escrow semantics, "Boundaries": a first header at exactly (day + 1) · 86 400 belongs to day + 1.
 */
export function epochOfDay(epochs: readonly DifficultyEpoch[], day: Day): DifficultyEpoch | null {
  if (day > (lastDayIn(epochs) ?? -1)) return null
  return epochs.findLast((epoch) => epoch.firstTime < endOfDay(day)) ?? null
}

/**
 * The last day whose epoch is known, null without epochs: the day on which the newest one began, or the last whose end it is known to
 * have been in force at.
 */
export function lastDayIn(epochs: readonly DifficultyEpoch[]): Day | null {
  const last = epochs.at(-1)
  if (last === undefined) return null
  return Math.max(dayOf(last.firstTime), dayOf(last.inForceUntil ?? 0) - 1)
}
