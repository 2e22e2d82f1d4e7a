import { sumOfFixings } from '../margin/value.ts'
import { settlementAmount } from '../terms/payoff.ts'
import { firstDayOf, lastDayOf } from '../terms/schedule.ts'
import type { Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { baseUnits } from '../units/baseUnits.ts'
import { abs, min } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { transferred } from './accounts.ts'
import type { EscrowEvent } from './chainFacts.ts'
import { opensCall } from './marginCall.ts'
import { isPaidUp, matures } from './maturity.ts'
import { ledgerOf, unchanged } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { NO_PROPOSALS, isCalled, isInDefault, isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'

/**
 * Settles every period that is due and readable, in order; after the last, with nothing unpaid, the deal has matured.
 *
 * The payer pays what its account holds; a rest becomes `unpaid`, opens or joins a margin call on it and stops the loop. Does
 * nothing once the deal is not live, while a call is past its deadline, or while something is unpaid. Never refuses: an oracle
 * that fails only means that nothing more can be settled now.
 *
 * Rounding: towards zero, once per period.
 * Source:   term sheet, clause "Settlement"; DealEscrow.settle.
 */
export function settle(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  if (!isLive(state) || isInDefault(state, now)) return unchanged(state)
  const events: EscrowEvent[] = []
  let current = state
  while (current.unpaid === 0n && current.periodsSettled < terms.periods) {
    const period = current.periodsSettled
    const sum = sumOfFixings(readings, firstDayOf(terms, period), lastDayOf(terms, period))
    if (sum === null) break
    const settled = settlePeriod(terms, current, settlementAmount(terms, sum), now)
    current = settled.state
    events.push(...settled.events)
  }
  if (!isPaidUp(terms, current)) return { state: current, events }
  const matured = matures(current)
  return { state: matured.state, events: [...events, ...matured.events] }
}

function settlePeriod(terms: Terms, state: EscrowState, amount: bigint, now: Instant): Outcome {
  const payer = amount > 0n ? 'seller' : 'buyer'
  const paid = min(abs(amount), state.balance[payer])
  const moved: EscrowState = {
    ...state,
    balance: transferred(state.balance, payer, paid),
    periodsSettled: state.periodsSettled + 1,
    unpaid: baseUnits(abs(amount) - paid),
    proposal: NO_PROPOSALS,
  }
  // What was demanded already is inside the running call; more than that gets its own full clock.
  const isDemanded = moved.unpaid === 0n || (isCalled(moved, payer) && moved.unpaid <= moved.due)
  const after = isDemanded ? unchanged(moved) : opensCall(terms, moved, payer, moved.unpaid, now)
  const { unpaid } = moved
  const settled: EscrowEvent = {
    name: 'settled',
    period: state.periodsSettled,
    amount,
    unpaid,
    ledger: ledgerOf(after.state),
  }
  return { state: after.state, events: [settled, ...after.events] }
}
