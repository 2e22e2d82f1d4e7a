import { initialMargin, MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { worstCase } from '../terms/payoff.ts'
import type { IndexReadings } from '../index/readings.ts'
import type { EscrowState } from '../deal/phase.ts'
import { isLive } from '../deal/phase.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { divUp } from '../units/rounding.ts'
import { exposureAt } from './exposure.ts'
import { unsettledValue } from './value.ts'

/** 100 % in basis points. */
const ONE_HUNDRED_PERCENT = 10_000n

/** The share of its initial margin that a side must keep. Rounding: up, against the side that must post. */
export function maintenanceMargin(terms: Terms, side: Side): BaseUnits {
  return baseUnits(divUp(initialMargin(terms, side) * BigInt(terms.maintenanceBps), ONE_HUNDRED_PERCENT))
}

/**
 * Collateral a side of a marked deal must hold at `value`: its maintenance margin plus what it would owe if the deal ended now.
 *
 *   requirement = ⌈initialMargin · maintenanceBps / 10 000⌉ + exposure
 *
 * Units:    base units of the deal's token; `value` is what the seller owes the buyer on all unsettled days.
 * Rounding: up, against the side that must post.
 * Source:   term sheet, clause "Margin"; DealEscrow.requirement.
 */
export function requirementAt(terms: Terms, side: Side, value: bigint): BaseUnits {
  return baseUnits(maintenanceMargin(terms, side) + exposureAt(terms, side, value))
}

/**
 * Collateral a side of an escrow must hold now; 0 once it is not live, null when the index cannot be read.
 *
 * Range-collateralised: the most that the unsettled days can cost, whatever the index does; the balance always covers it.
 *
 * Source: DealEscrow.requirement.
 */
export function requirement(terms: Terms, state: EscrowState, side: Side, readings: IndexReadings): BaseUnits | null {
  if (!isLive(state)) return baseUnits(0n)
  if (terms.marking === MARKINGS.rangeCollateralised) {
    return baseUnits(worstCase(terms, side, (terms.periods - state.periodsSettled) * terms.periodDays))
  }
  const value = unsettledValue(terms, state.periodsSettled, readings)
  return value === null ? null : requirementAt(terms, side, value)
}
