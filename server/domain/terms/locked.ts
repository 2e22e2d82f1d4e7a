import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { abs } from '../units/rounding.ts'
import { initialMargin } from './terms.ts'
import type { TermSheet } from './termSheet.ts'
import type { BySide, Side } from './terms.ts'

/** The premium that `side` pays at open, 0 if it receives one or there is none. */
function premiumPaidBy(terms: TermSheet, side: Side): BaseUnits {
  const isPayer = side === 'buyer' ? terms.premium > 0n : terms.premium < 0n
  return baseUnits(isPayer ? abs(terms.premium) : 0n)
}

/**
 * The part of the broker's fee that `side` pays: half, the odd unit by the buyer.
 *
 * Rounding: down for the seller, up for the buyer; together exactly the fee.
 */
export function brokerFeePaidBy(terms: TermSheet, side: Side): BaseUnits {
  const half = terms.brokerFee / 2n
  return baseUnits(side === 'seller' ? half : terms.brokerFee - half)
}

/**
 * What `side` sends into the deal at open: its margin, its part of the broker's fee, and the premium if it pays one.
 *
 * Units:  base units of the deal's token.
 * Source: escrow semantics, open check 8.
 */
export function lockedAtOpen(terms: TermSheet, side: Side): BaseUnits {
  return baseUnits(initialMargin(terms, side) + brokerFeePaidBy(terms, side) + premiumPaidBy(terms, side))
}

/** What each account holds right after the opening: its margin, and the premium if it received one. */
export function openingBalances(terms: TermSheet): BySide<BaseUnits> {
  return {
    seller: baseUnits(terms.sellerMargin + premiumPaidBy(terms, 'buyer')),
    buyer: baseUnits(terms.buyerMargin + premiumPaidBy(terms, 'seller')),
  }
}
