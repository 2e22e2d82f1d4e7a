import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { significantNearest } from '../units/significant.ts'

/** As many digits as people quote. */
const DIGITS = 3

/**
 * The fixed rate that a form proposes: the index as it stands.
 *
 *   0.000005019834265107 → 0.00000502
 *
 * Units:    1e-18 quote units per TH/s per day.
 * Rounding: to the nearest, to three significant digits.
 */
export function proposedRate(index: IndexValue): IndexValue {
  return indexValue(significantNearest(index, DIGITS))
}
