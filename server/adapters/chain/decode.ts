/**
 * Loosely typed answers (JSON-RPC results, decoded ABI values) as exact types. Each function returns what it names or throws:
 * a node or contract that answers anything else is not what the desk was wired with.
 */
import { dataLength, getAddress, isHexString } from 'ethers'
import type { Address, Hex } from '../../domain/terms/terms.ts'

/** An object with named fields, as JSON-RPC answers with. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`expected an object, got ${typeof value}`)
  return value as Record<string, unknown>
}

/** A list of unknown things. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`expected a list, got ${typeof value}`)
  return value
}

/** Bytes as 0x and lower-case hex digits. */
export function hexOf(value: unknown): Hex {
  if (!isHexString(value)) throw new TypeError(`expected hex, got ${typeof value}`)
  return value.toLowerCase() as Hex
}

/** 32 bytes as 0x and lower-case hex digits. */
export function wordOf(value: unknown): Hex {
  const hex = hexOf(value)
  if (dataLength(hex) !== 32) throw new TypeError(`expected 32 bytes, got ${dataLength(hex)}`)
  return hex
}

/** What was asked for lately: an address takes a hash to write in mixed case, and the same ones come again and again. */
const knownAddresses = new Map<string, Address>()
const ADDRESSES_KNOWN = 20_000

/** An account or contract, in EIP-55 mixed case. */
export function addressOf(value: unknown): Address {
  if (typeof value !== 'string') throw new TypeError(`expected an address, got ${typeof value}`)
  const known = knownAddresses.get(value)
  if (known !== undefined) return known
  const address = getAddress(value) as Address
  if (knownAddresses.size >= ADDRESSES_KNOWN) knownAddresses.clear()
  knownAddresses.set(value, address)
  return address
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, got ${typeof value}`)
  return value
}

/** An integer: a decoded ABI value, or a JSON-RPC quantity ("0x1f"). */
export function integerOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value)) return BigInt(value)
  throw new TypeError(`expected an integer, got ${typeof value}`)
}

/** A count small enough for a `number` to hold exactly. */
export function countOf(value: unknown): number {
  const count = Number(integerOf(value))
  if (!Number.isSafeInteger(count)) throw new RangeError(`${count} is no count`)
  return count
}

/** The element of `names` that a contract's enum value stands for. */
export function enumOf<T extends string>(names: readonly T[], value: unknown): T {
  const name = names[countOf(value)]
  if (name === undefined) throw new RangeError(`no ${names.join('/')} has number ${countOf(value)}`)
  return name
}
