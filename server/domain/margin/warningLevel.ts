import { isCalled, isLive } from '../deal/phase.ts'
import type { EscrowState } from '../deal/phase.ts'
import type { IndexReadings } from '../index/readings.ts'
import { LARGEST_INDEX_VALUE } from '../terms/payoff.ts'
import { lastDay } from '../terms/schedule.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { divDown, divUp, max, min } from '../units/rounding.ts'
import type { Day, Instant } from '../units/time.ts'
import { isShort, withNextFixing } from './headroom.ts'
import { requirementAt } from './requirement.ts'
import { restoreLevelAt } from './restoreLevel.ts'
import { unsettledValue } from './value.ts'

const ONE_HUNDRED_PERCENT = 10_000n

/** How near a call may come before a party is warned. In basis points. */
export interface WarningLevel {
  /** Warned once the balance is below this share of the requirement; 10 000 never warns before the call itself. */
  readonly coverBps: number
  /** Warned once a move of the index by this share of itself would bring the call; 0 never. */
  readonly moveBps: number
}

/** What holds until a party says otherwise: a fifth above the requirement, or a move of two per cent. */
export const DESK_LEVEL: WarningLevel = { coverBps: 12_000, moveBps: 200 }

/** What an account may set. */
export const LEVEL_LIMITS = { coverBps: { least: 10_000, most: 30_000 }, moveBps: { least: 0, most: 5_000 } } as const

/** Whether a level is one that an account may set. */
export function isLevel({ coverBps, moveBps }: WarningLevel): boolean {
  const { coverBps: cover, moveBps: move } = LEVEL_LIMITS
  const isCover = Number.isInteger(coverBps) && coverBps >= cover.least && coverBps <= cover.most
  return isCover && Number.isInteger(moveBps) && moveBps >= move.least && moveBps <= move.most
}

/**
 * What `side` would have to add for the initial margin to stand again, if it is nearer to a call than `level`; null if it is not, or is
 * called already, or cannot be called.
 *
 *   near ⇔ balance < restore level, and balance < ⌈requirement · coverBps / 10 000⌉
 *          or the next fixing, moveBps away from the latest against the side, would bring a call
 *
 * Units:    base units of the deal's token.
 * Rounding: the level up, the move down.
 */
export function nearCall(
  terms: Terms,
  state: EscrowState,
  side: Side,
  readings: IndexReadings,
  { level, now }: { readonly level: WarningLevel; readonly now: Instant },
): BaseUnits | null {
  const latest = readings.latest()
  const value = unsettledValue(terms, state.periodsSettled, readings)
  if (latest === null || value === null || !isCallable(terms, state, side, latest.day)) return null
  const missing = max(0n, restoreLevelAt(terms, side, value) - state.balance[side])
  if (missing > 0n && isBelow(terms, state, side, value, level)) return baseUnits(missing)
  const moved = withNextFixing(readings, latest.day, movedAgainst(side, latest.value, level.moveBps))
  return level.moveBps > 0 && isShort(terms, state, side, moved, now) ? baseUnits(missing) : null
}

function isCallable(terms: Terms, state: EscrowState, side: Side, lastFixed: Day): boolean {
  const isMarked = terms.marking === MARKINGS.marked && lastFixed < lastDay(terms)
  return isMarked && isLive(state) && !isCalled(state, side)
}

function isBelow(terms: Terms, state: EscrowState, side: Side, value: bigint, { coverBps }: WarningLevel): boolean {
  const level = divUp(requirementAt(terms, side, value) * BigInt(coverBps), ONE_HUNDRED_PERCENT)
  return state.balance[side] < level
}

/** The index after a move against `side`: up for the seller, down for the buyer. */
function movedAgainst(side: Side, from: bigint, moveBps: number): bigint {
  const move = divDown(from * BigInt(moveBps), ONE_HUNDRED_PERCENT)
  return side === 'seller' ? min(from + move, LARGEST_INDEX_VALUE) : from - move
}
