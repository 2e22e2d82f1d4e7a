import { abs } from './rounding.ts'

/** An index value counts 1e-18 of a quote unit. */
export const INDEX_DECIMALS = 18

/**
 * A whole number of 10^-decimals as a plain decimal with all its decimals.
 *
 *   printDecimal(39 580 652 517 445, 18) = "0.000039580652517445"
 *
 * Rounding: none: `parseDecimal` gives back the same number.
 */
export function printDecimal(value: bigint, decimals: number): string {
  const digits = abs(value)
    .toString()
    .padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const fraction = decimals === 0 ? '' : `.${digits.slice(point)}`
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`
}

/** An index value in quote units per TH/s per day, with all 18 decimals. */
export function printIndexValue(value: bigint): string {
  return printDecimal(value, INDEX_DECIMALS)
}
