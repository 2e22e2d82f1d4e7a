import { sumOfFixings, unsettledValue } from '../margin/value.ts'
import { periodPayoff, scale } from '../terms/payoff.ts'
import { firstDayOf, lastDay, lastDayOf, unwindableFrom } from '../terms/schedule.ts'
import type { Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import { baseUnits } from '../units/baseUnits.ts'
import { abs, min } from '../units/rounding.ts'
import type { Day, Instant } from '../units/time.ts'
import { transferred } from './accounts.ts'
import { closed } from './closed.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'

/**
 * Ends the deal without fault because a fixing it needs has been missing for `fallbackDays`: each side pays the other what the deal
 * is worth at what can still be read. No penalty, and the index need not be fresh.
 *
 *   T = (V if all of it can be read, otherwise the readable unsettled periods in order) + what the seller has left unpaid − what the buyer has
 *
 * Refuses: `notLive`; `nothingToDo` when every period is settled, or every fixing is there; `unwindTooEarly`.
 * Source:  term sheet, clause "Index disruption"; DealEscrow.unwind.
 */
export function unwind(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  if (!isLive(state) && state.phase !== 'defaulted') throw new Refusal('notLive', { phase: state.phase })
  if (state.periodsSettled >= terms.periods) throw new Refusal('nothingToDo')
  refuseTooEarly(terms, state, readings, now)
  const value = unsettledValue(terms, state.periodsSettled, readings) ?? readableValueSoFar(terms, state, readings)
  const owed = value + (state.callSide === 'seller' ? state.unpaid : 0n - state.unpaid)
  const payer = owed > 0n ? 'seller' : 'buyer'
  const amount = min(abs(owed), state.balance[payer])
  const shortfall = baseUnits(abs(owed) - amount)
  const ended = closed({ ...state, balance: transferred(state.balance, payer, amount), shortfall }, 'unwound')
  const paid = owed > 0n ? amount : -amount
  return { state: ended, events: [{ name: 'unwound', owed, paid, shortfall, ledger: ledgerOf(ended) }] }
}

function refuseTooEarly(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): void {
  const missing = missingFixing(terms, state, readings)
  // Past the last day nothing is missing: the deal settles.
  if (missing > lastDay(terms)) throw new Refusal('nothingToDo')
  const from = unwindableFrom(terms, missing)
  if (now < from) throw new Refusal('unwindTooEarly', { from })
}

/** The day whose fixing the deal waits for: the last one of the first period that should be readable and is not, else the next one. */
function missingFixing(terms: Terms, state: EscrowState, readings: IndexReadings): Day {
  const latest = readings.latest()
  for (let period = state.periodsSettled; period < terms.periods; period += 1) {
    const end = lastDayOf(terms, period)
    const isDue = latest === null || latest.day >= end
    if (isDue && sumOfFixings(readings, firstDayOf(terms, period), end) === null) return end
  }
  return latest === null ? lastDay(terms) : latest.day + 1
}

/** The value of the unsettled periods that can be read, in order, up to the first that cannot. */
function readableValueSoFar(terms: Terms, state: EscrowState, readings: IndexReadings): bigint {
  let perTerahash = 0n
  for (let period = state.periodsSettled; period < terms.periods; period += 1) {
    const sum = sumOfFixings(readings, firstDayOf(terms, period), lastDayOf(terms, period))
    if (sum === null) break
    perTerahash += periodPayoff(terms, sum)
  }
  return scale(terms, perTerahash)
}
