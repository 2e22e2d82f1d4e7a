/**
 * The quotient rounded up: ⌈numerator / denominator⌉.
 *
 * Rounding: up, towards plus infinity. The denominator must be positive.
 */
export function divUp(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  return numerator > 0n && quotient * denominator !== numerator ? quotient + 1n : quotient
}

/**
 * The quotient rounded down: ⌊numerator / denominator⌋.
 *
 * Rounding: down, towards minus infinity. The denominator must be positive.
 */
export function divDown(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
}

/**
 * The quotient cut off at the point: sign(n) · ⌊|n| / d⌋, so that both sides of a payment compute the same magnitude.
 *
 * Rounding: towards zero. The denominator must be positive.
 */
export function divTowardsZero(numerator: bigint, denominator: bigint): bigint {
  return numerator / denominator
}

/** The smaller of two. */
export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** The larger of two. */
export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** The magnitude. */
export function abs(a: bigint): bigint {
  return a < 0n ? -a : a
}

/** `value`, kept within low..high. */
export function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return max(low, min(value, high))
}
