import type { Hex } from '../terms/terms.ts'
import type { Instant } from '../units/time.ts'

/** Bytes of one raw block header. */
const HEADER_BYTES = 80
const HEADER_DIGITS = 2 * HEADER_BYTES

/** A block header, field by field, as people read them: hashes with their leading zeros first. */
export interface BlockHeader {
  /** The 80 bytes as they are hashed. */
  readonly raw: Hex
  readonly version: number
  /** The hash of the header before it: what links the two. */
  readonly previousHash: Hex
  readonly merkleRoot: Hex
  readonly time: Instant
  /** The compact target. */
  readonly bits: number
  readonly nonce: number
}

/**
 * The fields of a run of raw headers, in order.
 *
 * Layout: version (4 bytes), hash of the header before (32), Merkle root (32), time (4), bits (4), nonce (4); integers are little-endian.
 * Source: Bitcoin consensus, CBlockHeader. A run that is no whole number of headers is a bug.
 */
export function headersIn(run: Hex): readonly BlockHeader[] {
  const digits = run.slice(2)
  if (digits.length % HEADER_DIGITS !== 0) throw new RangeError(`${digits.length} digits are no headers`)
  return Array.from({ length: digits.length / HEADER_DIGITS }, (_, index) =>
    headerOf(digits.slice(index * HEADER_DIGITS, (index + 1) * HEADER_DIGITS)),
  )
}

/** One run of headers, from its headers one by one. */
export function runOf(headers: readonly Hex[]): Hex {
  return `0x${headers.map((header) => header.slice(2)).join('')}`
}

function headerOf(digits: string): BlockHeader {
  const integer = (from: number) => parseInt(reversed(digits.slice(from, from + 8)), 16)
  const hash = (from: number): Hex => `0x${reversed(digits.slice(from, from + 64))}`
  return {
    raw: `0x${digits}`,
    version: integer(0),
    previousHash: hash(8),
    merkleRoot: hash(72),
    time: integer(136),
    bits: integer(144),
    nonce: integer(152),
  }
}

/** The bytes in the opposite order. */
function reversed(digits: string): string {
  return (digits.match(/../g) ?? []).reverse().join('')
}
