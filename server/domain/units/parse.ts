import { Refusal } from '../refusals.ts'
import { baseUnits } from './baseUnits.ts'
import type { BaseUnits } from './baseUnits.ts'
import { indexValue } from './indexValue.ts'
import type { IndexValue } from './indexValue.ts'
import { INDEX_DECIMALS } from './print.ts'

const DECIMAL = /^(?<sign>-?)(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]+))?$/

/** More than any amount here can have: 2^256 has 78 digits. */
const MOST_DIGITS = 78

/**
 * A decimal as a person types it ("0.105", "-3", "1000"), as a whole number of 10^-decimals.
 *
 *   parseDecimal('0.105', 8) = 10 500 000
 *
 * Rounding: none: a digit that would be lost is refused.
 * Refuses:  `notANumber` anything but digits with one optional point and one optional leading minus (no spaces, signs of
 *           grouping, exponents); `tooManyDigits` more digits after the point than `decimals`, or an absurd number of them before it.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const parts = DECIMAL.exec(text)?.groups
  if (parts === undefined) throw new Refusal('notANumber', { text })
  const { sign, whole = '', fraction = '' } = parts
  if (fraction.length > decimals) throw new Refusal('tooManyDigits', { text, decimals })
  if (whole.length > MOST_DIGITS) throw new Refusal('tooManyDigits', { text, decimals })
  const magnitude = BigInt(whole + fraction.padEnd(decimals, '0'))
  return sign === '-' ? -magnitude : magnitude
}

/** An amount of a token with `decimals` decimals, in base units. Refuses: as `parseDecimal`. */
export function parseAmount(text: string, decimals: number): BaseUnits {
  return baseUnits(parseDecimal(text, decimals))
}

/** An index value or rate in quote units per TH/s per day, in 1e-18. Refuses: as `parseDecimal`. */
export function parseIndexValue(text: string): IndexValue {
  return indexValue(parseDecimal(text, INDEX_DECIMALS))
}
