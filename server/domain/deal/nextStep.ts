import { isFresh } from '../margin/freshness.ts'
import { Refusal } from '../refusals.ts'
import { firstDayOf, lastDay, lastDayOf, unwindableFrom } from '../terms/schedule.ts'
import { SIDES, otherSide } from '../terms/terms.ts'
import type { Side } from '../terms/terms.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { Day, Instant } from '../units/time.ts'
import { isInDefault, isLive } from './phase.ts'
import type { Standing } from './possibleActs.ts'
import { isInWindow } from './takeover.ts'
import { isStanding, standsUntil } from './termination.ts'
import { sumOfFixings } from '../margin/value.ts'
import { unwind } from './unwind.ts'

/** What an escrow waits for: who must do what by when. */
export type NextStep =
  | { readonly kind: 'meetCall'; readonly side: Side; readonly due: BaseUnits; readonly by: Instant }
  /** Anyone may send it; while the index is stale nobody can. `since`: the call's deadline, or the end of the takeover window. */
  | { readonly kind: 'closeOut'; readonly defaulter: Side; readonly since: Instant; readonly canBeSent: boolean }
  /** Anyone but the honouring party may step into the defaulter's side, until and including `until`; then it is closed out. */
  | { readonly kind: 'awaitTakeover'; readonly defaulter: Side; readonly until: Instant }
  /** `side` must answer; `payment` is positive from buyer to seller. */
  | { readonly kind: 'answerTermination'; readonly side: Side; readonly payment: bigint; readonly by: Instant }
  | { readonly kind: 'unwind' }
  /** The fixing of `missing` is overdue; from then on either side may unwind. */
  | { readonly kind: 'awaitFixing'; readonly missing: Day; readonly unwindableFrom: Instant }
  /** A period is fixed and can be settled by anyone. */
  | { readonly kind: 'settle'; readonly period: number }
  /** Nobody has to do anything until the fixing of `lastDay`. */
  | { readonly kind: 'awaitSettlement'; readonly period: number; readonly lastDay: Day }
  | { readonly kind: 'withdraw'; readonly sides: readonly Side[] }
  | { readonly kind: 'nothing' }

/** The next step of an escrow, the most pressing first. `viewer`: of two standing offers to end the deal, its own answer comes first. */
export function nextStep(standing: Standing, viewer: Side | null): NextStep {
  const { state, now } = standing
  if (state.phase === 'defaulted' || isInDefault(state, now)) return afterDefault(standing)
  if (!isLive(state)) return toTakeOut(standing)
  if (state.phase === 'called') return { kind: 'meetCall', side: state.callSide, due: state.due, by: state.cureBy }
  return answering(standing, viewer) ?? waiting(standing)
}

function toTakeOut({ state }: Standing): NextStep {
  const sides = SIDES.filter((side) => state.balance[side] > 0n)
  return sides.length === 0 ? { kind: 'nothing' } : { kind: 'withdraw', sides }
}

function afterDefault(standing: Standing): NextStep {
  const { terms, state, readings, now } = standing
  const canBeSent = state.periodsSettled === terms.periods || isFresh(terms, readings, now)
  if (!canBeSent && isUnwindable(standing)) return { kind: 'unwind' }
  if (isInWindow(terms, state, readings, now)) {
    return { kind: 'awaitTakeover', defaulter: state.callSide, until: state.cureBy }
  }
  return { kind: 'closeOut', defaulter: state.callSide, since: state.cureBy, canBeSent }
}

function answering({ state, now }: Standing, viewer: Side | null): NextStep | null {
  const answerers = viewer === null ? SIDES : [viewer, otherSide(viewer)]
  for (const side of answerers) {
    const offer = state.proposal[otherSide(side)]
    if (offer !== null && isStanding(state, offer, now)) {
      return { kind: 'answerTermination', side, payment: offer.payment, by: standsUntil(offer) }
    }
  }
  return null
}

function waiting(standing: Standing): NextStep {
  const { terms, state, readings, now } = standing
  if (isUnwindable(standing)) return { kind: 'unwind' }
  const period = state.periodsSettled
  if (sumOfFixings(readings, firstDayOf(terms, period), lastDayOf(terms, period)) !== null) {
    return { kind: 'settle', period }
  }
  const latest = readings.latest()
  if (latest !== null && latest.day < lastDay(terms) && !isFresh(terms, readings, now)) {
    const missing = latest.day + 1
    return { kind: 'awaitFixing', missing, unwindableFrom: unwindableFrom(terms, missing) }
  }
  return { kind: 'awaitSettlement', period, lastDay: lastDayOf(terms, period) }
}

function isUnwindable({ terms, state, readings, now }: Standing): boolean {
  try {
    unwind(terms, state, readings, now)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
