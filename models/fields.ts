import type { SchemaDefinitionProperty } from 'mongoose'

const CANONICAL_INTEGER = /^(?:0|-?[1-9][0-9]*)$/
const HEX_BYTES = /^0x(?:[0-9a-f]{2})*$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/**
 * A whole number of any size, kept as its canonical decimal text.
 *
 * BSON has no integer that holds a uint256: int64 wraps silently and Decimal128 rounds. Never sorted or summed by the database.
 */
export const amountField = { type: String, required: true, match: CANONICAL_INTEGER } as const

/** Like `amountField`, for shapes where the amount is not always there. */
export const optionalAmountField = { type: String, match: CANONICAL_INTEGER } as const

/** A text that says something. */
export const requiredText = { type: String, required: true } as const

/** A text that may not be there. */
export const optionalText = { type: String, default: null } as const

/** Bytes as 0x and lower-case hex digits. */
export const hexField = { type: String, required: true, match: HEX_BYTES } as const

/** Bytes that may not be there yet. */
export const optionalHexField = { type: String, default: null, match: HEX_BYTES } as const

/** An account or contract, in EIP-55 mixed case. */
export const addressField = { type: String, required: true, match: ADDRESS } as const

/** An account that may not be known yet. */
export const optionalAddressField = { type: String, default: null, match: ADDRESS } as const

/** A count, a UTC day number, or a moment in whole seconds: a safe integer. */
export const integerField = {
  type: Number,
  required: true,
  validate: { validator: Number.isSafeInteger, message: '{VALUE} is not a whole number' },
} as const

/** A word out of a fixed list. */
export function wordField(words: readonly string[]): { type: StringConstructor; required: true; enum: string[] } {
  return { type: String, required: true, enum: [...words] }
}

/** A word out of a fixed list that may not be there. */
export function optionalWordField(words: readonly string[]): {
  type: StringConstructor
  default: null
  enum: (string | null)[]
} {
  return { type: String, default: null, enum: [...words, null] }
}

/** One transition of a document with these states. History is appended, never edited. */
export function eventFields(states: readonly string[]) {
  return {
    before: wordField(states),
    event: requiredText,
    after: wordField(states),
    cause: requiredText,
    at: integerField,
    actor: requiredText,
  }
}

/** One value for each side, of the same shape. */
export function bySideField(field: SchemaDefinitionProperty): {
  seller: SchemaDefinitionProperty
  buyer: SchemaDefinitionProperty
} {
  return { seller: field, buyer: field }
}
