/** Where the compact form's leading byte, its sign bit and its three digits sit. */
const EXPONENT_SHIFT = 24
const SIGN_BIT = 0x00800000
const MANTISSA = 0x007fffff
const MANTISSA_BYTES = 3

/**
 * The target that a block hash must not exceed, from the header's compact form.
 *
 *   target = mantissa · 256^(exponent − 3)
 *
 * Units:  a 256-bit integer.
 * Source: Bitcoin consensus, `nBits` (arith_uint256::SetCompact). A negative or oversized target cannot be in a valid header: a bug.
 */
export function targetOf(bits: number): bigint {
  const exponent = bits >>> EXPONENT_SHIFT
  const mantissa = bits & MANTISSA
  if ((bits & SIGN_BIT) !== 0 || mantissa === 0)
    throw new RangeError(`no target has the compact form ${bits.toString(16)}`)
  const shift = 8n * BigInt(exponent - MANTISSA_BYTES)
  const target = shift < 0n ? BigInt(mantissa) >> -shift : BigInt(mantissa) << shift
  if (target === 0n || target >> 256n !== 0n)
    throw new RangeError(`no target has the compact form ${bits.toString(16)}`)
  return target
}

/**
 * The compact form of a target: its three leading bytes and its length.
 *
 * Rounding: down: bytes after the third are cut off, which is part of the consensus retarget.
 * Source:   Bitcoin consensus, `nBits` (arith_uint256::GetCompact).
 */
export function bitsOf(target: bigint): number {
  const hex = target.toString(16)
  const bytes = hex.length % 2 === 0 ? hex : `0${hex}`
  // A leading byte of 0x80 or more would read as a minus sign: it gets a zero byte before it.
  const digits = parseInt(bytes.slice(0, 2), 16) < 0x80 ? bytes : `00${bytes}`
  const exponent = digits.length / 2
  return (
    exponent * 2 ** EXPONENT_SHIFT + parseInt(digits.slice(0, 2 * MANTISSA_BYTES).padEnd(2 * MANTISSA_BYTES, '0'), 16)
  )
}
