import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import type { EscrowState } from '../deal/phase.ts'
import { isLive } from '../deal/phase.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { max } from '../units/rounding.ts'
import { unsettledValue } from './value.ts'

/**
 * What `side` would owe if the deal ended now, at a value `value` that the seller owes the buyer.
 *
 *   exposure(seller) = max(0, V),  exposure(buyer) = max(0, −V);  0 where margins cover the whole range
 *
 * Units: base units of the deal's token.
 */
export function exposureAt(terms: Terms, side: Side, value: bigint): BaseUnits {
  if (terms.marking === MARKINGS.rangeCollateralised) return baseUnits(0n)
  return baseUnits(max(0n, side === 'seller' ? value : -value))
}

/**
 * What `side` of an escrow would owe if the deal ended now; 0 once it is not live, null when the index cannot be read.
 *
 * Source: DealEscrow.exposure.
 */
export function exposure(terms: Terms, state: EscrowState, side: Side, readings: IndexReadings): BaseUnits | null {
  if (!isLive(state) || terms.marking === MARKINGS.rangeCollateralised) return baseUnits(0n)
  const value = unsettledValue(terms, state.periodsSettled, readings)
  return value === null ? null : exposureAt(terms, side, value)
}
