import { clamp, divTowardsZero, min } from '../units/rounding.ts'
import type { Side, Terms } from './terms.ts'

/** The largest index value the escrow computes with: 2^120 − 1. A cap above it is no cap. */
export const LARGEST_INDEX_VALUE = (1n << 120n) - 1n

const ONE_VALUE = 10n ** 18n

/** The cap that the payoff uses: min(cap, 2^120 − 1). */
export function effectiveCap(terms: Terms): bigint {
  return min(terms.cap, LARGEST_INDEX_VALUE)
}

/**
 * What one TH/s of a period owes: its fixings, kept within the range, against the fixed rate. No average is formed.
 *
 *   Q = clamp(S, d · floor, d · cap) − d · fixedRate          S: sum of the period's d daily fixings
 *
 * Units:    1e-18 quote units per TH/s; positive when the seller owes.
 * Rounding: none.
 * Source:   term sheet, clause "Payoff".
 */
export function periodPayoff(terms: Terms, sumOfFixings: bigint): bigint {
  const days = BigInt(terms.periodDays)
  return clamp(sumOfFixings, days * terms.floor, days * effectiveCap(terms)) - days * terms.fixedRate
}

/**
 * An amount of 1e-18 quote units per TH/s, for the deal's hashrate and in its token.
 *
 *   scale(Q) = sign(Q) · ⌊|Q| · hashrate · 10^decimals / 1e18⌋
 *
 * Units:    base units of the deal's token, signed like Q.
 * Rounding: towards zero, once, so that buyer and seller see the same amount.
 */
export function scale(terms: Pick<Terms, 'hashrate' | 'decimals'>, perTerahash: bigint): bigint {
  return divTowardsZero(perTerahash * terms.hashrate * 10n ** BigInt(terms.decimals), ONE_VALUE)
}

/** What a period settles at, from the sum of its fixings: positive, the seller pays; negative, the buyer. */
export function settlementAmount(terms: Terms, sumOfFixings: bigint): bigint {
  return scale(terms, periodPayoff(terms, sumOfFixings))
}

/**
 * The most that `days` unsettled days can cost a side, whatever the index does: the seller at the cap, the buyer at the floor.
 *
 *   hashrate · 10^decimals · days · max(0, cap − fixedRate  or  fixedRate − floor) / 1e18
 *
 * Rounding: down; settlements, each cut towards zero, can never add up to more.
 */
export function worstCase(terms: Terms, side: Side, days: number): bigint {
  const perDay = side === 'seller' ? effectiveCap(terms) - terms.fixedRate : terms.fixedRate - terms.floor
  return perDay > 0n ? scale(terms, perDay * BigInt(days)) : 0n
}
