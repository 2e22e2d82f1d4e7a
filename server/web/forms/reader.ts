import { Refusal } from '../../domain/refusals.ts'
import { parseDecimal } from '../../domain/units/parse.ts'
import type { FieldError, Typed } from './typed.ts'

/** What was typed into one field cannot be read; the sentence says what to enter. */
class Mistyped extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'Mistyped'
  }
}

/** Turns down what was typed into the field being read. */
export function mistyped(sentence: string): never {
  throw new Mistyped(sentence)
}

/** Reads a form field by field and goes on after a mistake, so that a person learns of all of them at once. */
export interface Reader<Field extends string> {
  readonly errors: readonly FieldError[]
  /** What `parse` makes of the field; null, and an error is noted, where it turned it down. */
  readonly read: <T>(field: Field, parse: (text: string) => T) => T | null
}

export function readerOf<Field extends string>(typed: Typed<Field>): Reader<Field> {
  const errors: FieldError[] = []
  return {
    errors,
    read: (field, parse) => {
      try {
        return parse(typed[field])
      } catch (error) {
        if (!(error instanceof Mistyped)) throw error
        errors.push({ field, sentence: error.message })
        return null
      }
    },
  }
}

/** `parts` once every one of them could be read; null otherwise. */
export function complete<T extends object>(parts: { readonly [K in keyof T]: T[K] | null }): T | null {
  return Object.values(parts).includes(null) ? null : (parts as T)
}

const GROUPED = /^[1-9]\d{0,2}([, ’'])\d{3}(\1\d{3})*(\.\d+)?$/

/** A number without the marks between its groups of three, where they stand as people write them: "502,000". */
export function ungrouped(text: string): string {
  return GROUPED.test(text) ? text.replace(/[, ’']/g, '') : text
}

/** What is said of something that is no number, and of a number with more digits after the point than can be kept. */
export interface NumberSentences {
  readonly notANumber: string
  readonly tooManyDigits: string
}

/** A decimal that is not negative and at most `most`, as a whole number of 10^-decimals. */
export function decimal(text: string, decimals: number, most: bigint, sentences: NumberSentences): bigint {
  const value = parsed(text, decimals, sentences)
  return value < 0n || value > most ? mistyped(sentences.notANumber) : value
}

function parsed(text: string, decimals: number, { notANumber, tooManyDigits }: NumberSentences): bigint {
  try {
    return parseDecimal(text, decimals)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return mistyped(error.code === 'tooManyDigits' ? tooManyDigits : notANumber)
  }
}

/** A whole number between two bounds, both included. */
export function whole(text: string, [least, most]: readonly [bigint, bigint], sentence: string): bigint {
  const value = decimal(ungrouped(text), 0, most, { notANumber: sentence, tooManyDigits: sentence })
  return value < least ? mistyped(sentence) : value
}

/** One of the choices that a form offers; anything else did not come from it, and reads as the first. */
export function choice<T extends string>(text: string, choices: readonly [T, ...T[]]): T {
  return choices.find((known) => known === text) ?? choices[0]
}
