import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { divDown } from '../units/rounding.ts'
import { significantDown } from '../units/significant.ts'

const PERCENT_OF_NOTIONAL = 25n
const PERCENT_OF_MARGIN = 20n
const HUNDRED = 100n

/** People read a margin: three digits say enough. */
const DIGITS = 3

/**
 * The initial margin that a form proposes for either side: a quarter of the notional. The index may be off by a
 * quarter for the whole life before it is used up.
 *
 *   0.42168 → 0.10542 → 0.105
 *
 * Units:    base units of the deal's token.
 * Rounding: down, to three significant digits.
 */
export function proposedMargin(notional: BaseUnits): BaseUnits {
  return baseUnits(significantDown(divDown(notional * PERCENT_OF_NOTIONAL, HUNDRED), DIGITS))
}

/**
 * The penalty that a form proposes: a fifth of the margin it would be paid from. With the maintenance margin proposed beside it, what
 * a side that fails must still hold covers it several times over.
 *
 *   0.105 → 0.021
 *
 * Units:    base units of the deal's token.
 * Rounding: down, where the margin does not divide by five.
 */
export function proposedPenalty(margin: BaseUnits): BaseUnits {
  return baseUnits(divDown(margin * PERCENT_OF_MARGIN, HUNDRED))
}
