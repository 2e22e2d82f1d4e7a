import { isFresh } from '../margin/freshness.ts'
import { requirementAt } from '../margin/requirement.ts'
import { restoreLevelAt } from '../margin/restoreLevel.ts'
import { readableValue } from '../margin/value.ts'
import { lastDay } from '../terms/schedule.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import type { Instant } from '../units/time.ts'
import { liftsCall, opensCall } from './marginCall.ts'
import { unchanged } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isInDefault, isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'
import { settle } from './settle.ts'

/**
 * Settles what is due, then values the deal at the latest fixing and lifts or opens a margin call.
 *
 * A called side whose balance is back at initial margin plus exposure is released. Then a side is called if it is below its
 * requirement and restoring it takes at least `minimumTransfer`; of two, the one that needs more (a tie: the seller). Once every
 * day is fixed no new call opens: a settlement that falls short calls by itself.
 *
 * Refuses: `indexStale`, `indexUnreadable`, where the deal would have to be valued; then nothing is settled either.
 * Source:  term sheet, clause "Margin"; DealEscrow.mark.
 */
export function mark(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  const settled = settle(terms, state, readings, now)
  if (!isMarkable(terms, settled.state, now)) return settled
  if (!isFresh(terms, readings, now)) throw new Refusal('indexStale')
  const value = readableValue(terms, settled.state.periodsSettled, readings)
  const lifted = liftIfRestored(terms, settled.state, value)
  const called = areDaysLeft(terms, readings)
    ? callIfDeficient(terms, lifted.state, value, now)
    : unchanged(lifted.state)
  return { state: called.state, events: [...settled.events, ...lifted.events, ...called.events] }
}

function isMarkable(terms: Terms, state: EscrowState, now: Instant): boolean {
  return terms.marking === MARKINGS.marked && isLive(state) && !isInDefault(state, now) && state.unpaid === 0n
}

function liftIfRestored(terms: Terms, state: EscrowState, value: bigint): Outcome {
  if (state.phase !== 'called') return unchanged(state)
  const isRestored = state.balance[state.callSide] >= restoreLevelAt(terms, state.callSide, value)
  return isRestored ? liftsCall(state) : unchanged(state)
}

/** Whether a day of the deal is still to be fixed. */
function areDaysLeft(terms: Terms, readings: IndexReadings): boolean {
  const latest = readings.latest()
  return latest !== null && latest.day < lastDay(terms)
}

function callIfDeficient(terms: Terms, state: EscrowState, value: bigint, now: Instant): Outcome {
  if (state.phase !== 'open') return unchanged(state)
  const seller = demand(terms, state, 'seller', value)
  const buyer = demand(terms, state, 'buyer', value)
  if (seller === 0n && buyer === 0n) return unchanged(state)
  return seller >= buyer ? opensCall(terms, state, 'seller', seller, now) : opensCall(terms, state, 'buyer', buyer, now)
}

/** What a call on `side` would demand now, 0 if it cannot be called. */
export function demand(terms: Terms, state: EscrowState, side: Side, value: bigint): bigint {
  const missing = restoreLevelAt(terms, side, value) - state.balance[side]
  const isDeficient = state.balance[side] < requirementAt(terms, side, value)
  return isDeficient && missing >= terms.minimumTransfer ? missing : 0n
}
