import { worstCase } from '../terms/payoff.ts'
import { effectiveCap } from '../terms/payoff.ts'
import { brokerFeePaidBy, lockedAtOpen, openingBalances } from '../terms/locked.ts'
import { totalDays } from '../terms/schedule.ts'
import { MARKINGS, otherSide, penalty } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { divDown, min } from '../units/rounding.ts'

/** What signing would mean for a side, premium and broker's fee included, as long as nobody adds collateral later. */
export interface Consequences {
  /** What it sends in at open. It can never lose more than this. */
  readonly locked: BaseUnits
  /** The most it can lose; negative if it gains whatever happens. */
  readonly largestLoss: bigint
  /** The most it can gain: the contract may promise more than the other side's account can pay. */
  readonly largestGain: bigint
  /** The constant index value at which it neither gains nor loses, null if there is none within the range. */
  readonly breakEven: IndexValue | null
}

/**
 * The largest loss and gain of `side`, and its break-even index.
 *
 *   loss = min(its account at open, worst case of the payoff + its penalty if marked) − net premium + its part of the fee
 *   gain = min(the other account at open, worst case of the other side + the other's penalty if marked) + net premium − fee
 *   break-even = fixedRate ± (net premium − fee) / (hashrate · days)
 *
 * Top-ups and takeovers are left out: each is the payer's own decision at the time. A takeover costs its defaulter no more than a
 * close-out would have.
 *
 * Units:    base units of the deal's token; the break-even in 1e-18 quote units per TH/s per day.
 * Rounding: the break-even against the side: down for the seller, up for the buyer. A flat payoff there counts as even.
 */
export function consequences(terms: Terms, side: Side): Consequences {
  const premium = side === 'seller' ? terms.premium : 0n - terms.premium
  const upfront = premium - brokerFeePaidBy(terms, side)
  return {
    locked: lockedAtOpen(terms, side),
    largestLoss: largestPayment(terms, side) - upfront,
    largestGain: largestPayment(terms, otherSide(side)) + upfront,
    breakEven: breakEven(terms, side, upfront),
  }
}

/** The most the account of `side`, as it is at open, can have to pay. */
function largestPayment(terms: Terms, side: Side): BaseUnits {
  const onDefault = terms.marking === MARKINGS.marked ? penalty(terms, side) : 0n
  return baseUnits(min(openingBalances(terms)[side], worstCase(terms, side, totalDays(terms)) + onDefault))
}

function breakEven(terms: Terms, side: Side, upfront: bigint): IndexValue | null {
  const perIndexUnit = terms.hashrate * 10n ** BigInt(terms.decimals) * BigInt(totalDays(terms))
  const earned = upfront * 10n ** 18n
  const value =
    side === 'seller'
      ? terms.fixedRate + divDown(earned, perIndexUnit)
      : terms.fixedRate - divDown(earned, perIndexUnit)
  const isWithinRange = value >= terms.floor && value <= effectiveCap(terms)
  return isWithinRange ? indexValue(value) : null
}
