import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { scale } from './payoff.ts'
import { totalDays } from './schedule.ts'
import type { TermSheet } from './termSheet.ts'

/**
 * The size of a deal in money: what its fixed leg comes to.
 *
 *   notional = hashrate · days · fixedRate
 *
 * Units:    base units of the deal's token.
 * Rounding: down.
 */
export function notional(terms: TermSheet): BaseUnits {
  return baseUnits(scale(terms, terms.fixedRate * BigInt(totalDays(terms))))
}
