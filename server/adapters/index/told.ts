/** What a source outside told, held to the shape that it should have. Each throws PortFailure('index') where it has not. */
import { PortFailure } from '../../desk/ports.ts'
import type { Hex } from '../../domain/terms/terms.ts'

export function recordIn(who: string, told: unknown): Readonly<Record<string, unknown>> {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) throw unlike(who, 'a record')
  return told as Readonly<Record<string, unknown>>
}

/** No chain is higher within a thousand years. */
const HIGHEST = 100_000_000

export function heightIn(who: string, told: unknown): number {
  if (typeof told !== 'number' || !Number.isInteger(told) || told < 0 || told > HIGHEST) throw unlike(who, 'a height')
  return told
}

/** A hash as people read it, without 0x as Bitcoin's programs write it. */
export function hashIn(who: string, told: unknown): Hex {
  if (typeof told !== 'string' || !/^[0-9a-f]{64}$/.test(told)) throw unlike(who, 'a hash')
  return `0x${told}`
}

export function headerIn(who: string, told: unknown): Hex {
  if (typeof told !== 'string' || !/^[0-9a-f]{160}$/.test(told)) throw unlike(who, 'a header of 80 bytes')
  return `0x${told}`
}

/** More than all coins there will ever be is no amount. */
const ALL_COINS = 21_000_000 * 100_000_000

/** Satoshi: whole, and small enough that JSON carries them exactly. */
export function amountIn(who: string, told: unknown): bigint {
  if (typeof told !== 'number' || !Number.isInteger(told) || told < 0 || told > ALL_COINS)
    throw unlike(who, 'an amount')
  return BigInt(told)
}

/** An unsigned integer of 32 bits. */
export function wordIn(who: string, told: unknown): number {
  if (typeof told !== 'number' || !Number.isInteger(told) || told < 0 || told >= 2 ** 32) throw unlike(who, 'a number')
  return told
}

function unlike(who: string, what: string): PortFailure {
  return new PortFailure('index', `${who} answers with something else than ${what}`)
}
