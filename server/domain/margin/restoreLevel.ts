import { initialMargin } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { exposureAt } from './exposure.ts'

/**
 * The balance that a margin call brings a side back to, and that a withdrawal must leave.
 *
 *   restore = initialMargin + exposure
 *
 * Units:  base units of the deal's token.
 * Source: term sheet, clause "Margin"; escrow semantics, `restore`.
 */
export function restoreLevelAt(terms: Terms, side: Side, value: bigint): BaseUnits {
  return baseUnits(initialMargin(terms, side) + exposureAt(terms, side, value))
}
