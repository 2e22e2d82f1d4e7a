import { constantReadings } from '../index/constantReadings.ts'
import { brokerFeePaidBy } from '../terms/locked.ts'
import { settlementAmount } from '../terms/payoff.ts'
import { lastDayOf } from '../terms/schedule.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { divDown } from '../units/rounding.ts'
import { endOfDay } from '../units/time.ts'
import { mark } from './mark.ts'
import { openState } from './openState.ts'

/** How far the index moves in the scenarios, in per cent of what it is now. */
const MOVES = [-30, -10, 0, 10, 20, 30, 50] as const

/** What a deal comes to for one side if the index jumps at once and then stays where it is. */
export interface ScenarioRow {
  readonly percent: (typeof MOVES)[number]
  readonly index: IndexValue
  /** What the side has gained at the end, every settlement, the premium and its part of the fee included; negative if it has lost. */
  readonly net: bigint
  /** The side that is called for collateral on the way, null if neither is. */
  readonly called: Side | null
}

/**
 * The scenario table of a deal: what `side` has at the end if the index jumps from `indexNow` before the first day, stays there for
 * the whole life, and every call is met.
 *
 *   net = ± periods · settlement + net premium − fee,  settlement = scale(periodPayoff(periodDays · index))
 *
 * The two sides' nets add up to what the broker was paid, taken away.
 *
 * Units:    base units of the deal's token; index in 1e-18 quote units per TH/s per day.
 * Rounding: towards zero, once per period, as each is settled; the moved index down.
 */
export function scenarioRows(terms: Terms, side: Side, indexNow: IndexValue): readonly ScenarioRow[] {
  return MOVES.map((percent) => {
    const index = indexValue(divDown(indexNow * BigInt(100 + percent), 100n))
    return { percent, index, net: netAt(terms, side, index), called: firstCalledAt(terms, index) }
  })
}

/** What `side` has gained at the end at a constant index, every call met; as in the scenarios. */
export function netAt(terms: Terms, side: Side, index: IndexValue): bigint {
  const owedBySeller = BigInt(terms.periods) * settlementAmount(terms, BigInt(terms.periodDays) * index)
  const received = side === 'seller' ? terms.premium - owedBySeller : owedBySeller - terms.premium
  return received - brokerFeePaidBy(terms, side)
}

/**
 * The side that is called first if the index is `index` from before the first day on, null if neither ever is. At an index that does
 * not move, value and balances change only when a period is settled: looking then is looking every day.
 */
function firstCalledAt(terms: Terms, index: IndexValue): Side | null {
  let state = openState(terms)
  for (let period = -1; period < terms.periods; period += 1) {
    const day = lastDayOf(terms, period)
    state = mark(terms, state, constantReadings(index, day), endOfDay(day)).state
    if (state.phase === 'called') return state.callSide
  }
  return null
}
