import { divDown } from './rounding.ts'

/**
 * A number cut to its first `digits` digits: 42 168 cut to three is 42 100.
 *
 * Rounding: down. The number must not be negative.
 */
export function significantDown(value: bigint, digits: number): bigint {
  const step = stepOf(value, digits)
  return divDown(value, step) * step
}

/**
 * A number rounded to its first `digits` digits: 50 198 rounded to three is 50 200.
 *
 * Rounding: to the nearest, half up. The number must not be negative.
 */
export function significantNearest(value: bigint, digits: number): bigint {
  const step = stepOf(value, digits)
  return divDown(value + step / 2n, step) * step
}

/** What the last of the digits that stay counts. */
function stepOf(value: bigint, digits: number): bigint {
  const { length } = value.toString()
  return length > digits ? 10n ** BigInt(length - digits) : 1n
}
