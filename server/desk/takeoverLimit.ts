import { baseUnits } from '../domain/units/baseUnits.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import { divUp } from '../domain/units/rounding.ts'

/** How much more than the deposit of the moment a taker agrees to, as a share of it. */
export const TOLERANCE_BPS = 100n
const ONE_HUNDRED_PERCENT = 10_000n

/**
 * The most that a taker's transaction may pull in: the deposit as it is now and a hundredth more, because a fixing may move the mark
 * while it is on its way. What is pulled is what the deposit is then.
 *
 * Rounding: up, so that the tolerance is never nothing.
 */
export function depositLimit(deposit: BaseUnits): BaseUnits {
  return baseUnits(deposit + divUp(deposit * TOLERANCE_BPS, ONE_HUNDRED_PERCENT))
}
