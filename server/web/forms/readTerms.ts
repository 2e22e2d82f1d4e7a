import type { Safety } from '../../domain/terms/outline.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { amountTyped } from './amountTyped.ts'
import { choice, readerOf } from './reader.ts'
import { readOutline } from './readOutline.ts'
import type { OutlineTyped } from './readOutline.ts'
import { readSafety } from './readSafety.ts'
import type { TermField, TermsAsked, TypedProposals, TypedTerms } from './termFields.ts'
import type { FieldError } from './typed.ts'

/** The terms as they were typed, as far as they could be read. */
export interface TermsRead {
  /** The side of whoever fills in the form. */
  readonly side: Side
  /** Null: something in it could not be read. */
  readonly outline: OutlineTyped | null
  /** What was chosen; what is missing follows the proposal. Null: something could not be read. */
  readonly chosen: Partial<Safety> | null
  readonly brokerFee: BaseUnits | null
  readonly errors: readonly FieldError[]
}

/** Turns what was typed into terms: the one place that does, for requests, quotes, counter-offers and introductions. */
export function readTerms(typed: TypedTerms, proposals: TypedProposals, asked: TermsAsked): TermsRead {
  const reader = readerOf<TermField>(typed)
  const outline = readOutline(typed, reader, asked)
  const chosen = readSafety(typed, proposals, reader, asked)
  const brokerFee = reader.read('brokerFee', (text) =>
    text === '' ? baseUnits(0n) : amountTyped(text, 'brokerFee', asked),
  )
  return { side: choice(typed.side, ['seller', 'buyer']), outline, chosen, brokerFee, errors: reader.errors }
}
