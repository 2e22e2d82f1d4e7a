import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { WordKey } from '../words/words.ts'
import { decimal } from './reader.ts'
import type { TermsAsked } from './termFields.ts'

/** 2^96 − 1: the most that an account of an escrow holds. */
const LARGEST_AMOUNT = (1n << 96n) - 1n

const AMOUNTS = {
  premium: 'form.premium',
  sellerMargin: 'terms.sellerMargin',
  buyerMargin: 'terms.buyerMargin',
  sellerPenalty: 'terms.sellerPenalty',
  buyerPenalty: 'terms.buyerPenalty',
  minimumTransfer: 'terms.minimumTransfer',
  brokerFee: 'terms.brokerFee',
} as const satisfies Record<string, WordKey>

/**
 * An amount of the token as it was typed into `field`. A comma is turned down: in one country it parts the decimals and in
 * another the thousands, and a margin is no place to guess.
 */
export function amountTyped(text: string, field: keyof typeof AMOUNTS, { token, words }: TermsAsked): BaseUnits {
  const facts = { term: words(AMOUNTS[field]), symbol: token.symbol, decimals: token.decimals }
  return baseUnits(
    decimal(text, token.decimals, LARGEST_AMOUNT, {
      notANumber: words(text.includes(',') ? 'form.error.amountComma' : 'form.error.amount', facts),
      tooManyDigits: words('form.error.amountDigits', facts),
    }),
  )
}
