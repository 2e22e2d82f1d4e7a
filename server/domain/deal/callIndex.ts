import { constantReadings } from '../index/constantReadings.ts'
import { unsettledValue } from '../margin/value.ts'
import { LARGEST_INDEX_VALUE } from '../terms/payoff.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { leastWhere } from '../units/leastWhere.ts'
import { demand } from './mark.ts'
import { openState } from './openState.ts'

/**
 * The index at which `side` would be called if the deal were opened and marked today, and the index stayed there: the lowest such
 * value for the seller, the highest for the buyer. Null where no index brings a call: the range is covered, or the margin is.
 *
 * Units:    1e-18 quote units per TH/s per day.
 * Rounding: none: the first integer value at which `mark` calls.
 * Source:   term sheet, clause "Margin".
 */
export function callIndexToday(terms: Terms, side: Side): IndexValue | null {
  if (terms.marking !== MARKINGS.marked) return null
  const state = openState(terms)
  const indexAt = (distance: bigint) => indexValue(side === 'seller' ? distance : LARGEST_INDEX_VALUE - distance)
  const isCalledAt = (distance: bigint) => demand(terms, state, side, constantValue(terms, indexAt(distance))) > 0n
  const distance = leastWhere(LARGEST_INDEX_VALUE, isCalledAt)
  return distance === null ? null : indexAt(distance)
}

/** What the seller would owe on the whole deal at an index that stays. */
function constantValue(terms: Terms, index: IndexValue): bigint {
  return unsettledValue(terms, 0, constantReadings(index, terms.startDay - 1)) ?? 0n
}
