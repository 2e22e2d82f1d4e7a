import { restoreLevelAt } from '../margin/restoreLevel.ts'
import { unsettledValue } from '../margin/value.ts'
import { withdrawable } from '../margin/withdrawable.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import { otherSide } from '../terms/terms.ts'
import type { Address, BySide, Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { max } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { credited } from './accounts.ts'
import { closeOut } from './closeOut.ts'
import { mark } from './mark.ts'
import type { Outcome } from './outcome.ts'
import { isCalled, isInDefault, isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'
import { settle } from './settle.ts'
import { takeoverTerms } from './takeover.ts'
import type { TakeoverTerms } from './takeover.ts'
import { acceptTermination, isStanding } from './termination.ts'
import { unwind } from './unwind.ts'

/** Something a party can do now, and the accounts it leads to. Amounts in base units of the deal's token. */
export type PossibleAct =
  /** `amount`: what a running call demands, or what brings the account back to its restore level; 0 where nothing is missing. */
  | { readonly name: 'topUp'; readonly amount: BaseUnits; readonly balance: BySide<BaseUnits> }
  /** `amount`: the most that may be taken. */
  | { readonly name: 'withdraw'; readonly amount: BaseUnits; readonly balance: BySide<BaseUnits> }
  /** `payment`: what ending at the mark comes to, positive from buyer to seller; null where the mark cannot be read. */
  | { readonly name: 'proposeTermination'; readonly payment: bigint | null }
  | { readonly name: 'acceptTermination'; readonly payment: bigint; readonly balance: BySide<BaseUnits> }
  | { readonly name: 'withdrawProposal'; readonly payment: bigint }
  /** `windowUntil`: it only opens a takeover window, until then; null where it ends the deal. */
  | { readonly name: 'closeOut'; readonly balance: BySide<BaseUnits>; readonly windowUntil: Instant | null }
  | { readonly name: 'settle' | 'mark' | 'unwind'; readonly balance: BySide<BaseUnits> }
  | { readonly name: 'takeOver'; readonly comesTo: TakeoverTerms }
  /** `amount`: all that takeovers of its sides left the holder. */
  | { readonly name: 'withdrawClaim'; readonly amount: BaseUnits }

/** A deal as the acts on it see it. */
export interface Standing {
  readonly terms: Terms
  readonly state: EscrowState
  readonly readings: IndexReadings
  readonly now: Instant
}

/** Everything that the owner of `side` can do now, with what it would do, in the order in which a page offers it. Claims are their holder's. */
export function possibleActs(standing: Standing, side: Side): readonly PossibleAct[] {
  return [
    ...topUps(standing, side),
    ...withdrawals(standing, side),
    ...terminations(standing, side),
    ...takeovers(standing, side),
    ...closings(standing),
    ...settlements(standing),
  ]
}

/** Stepping into the failed side: anybody's act but the honouring party's, the defaulter's own among them. */
function takeovers({ terms, state, readings, now }: Standing, side: Side): readonly PossibleAct[] {
  if (state.callSide !== side) return []
  try {
    return [{ name: 'takeOver', comesTo: takeoverTerms(terms, state, readings, now) }]
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** Taking what takeovers left to whoever owns `addresses`. */
export function claimsOf(state: Pick<EscrowState, 'claims'>, addresses: readonly Address[]): readonly PossibleAct[] {
  const theirs = state.claims.filter(({ holder }) => addresses.includes(holder))
  return theirs.map(({ amount }) => ({ name: 'withdrawClaim', amount }))
}

function topUps({ terms, state, readings, now }: Standing, side: Side): readonly PossibleAct[] {
  if (!isLive(state) || isInDefault(state, now)) return []
  if (isCalled(state, side)) return [{ name: 'topUp', amount: state.due, balance: toppedUp(state, side, state.due) }]
  const value = unsettledValue(terms, state.periodsSettled, readings)
  const missing = value === null ? 0n : max(0n, restoreLevelAt(terms, side, value) - state.balance[side])
  return [{ name: 'topUp', amount: baseUnits(missing), balance: toppedUp(state, side, missing) }]
}

/** The accounts after a top-up: what is unpaid is passed on to the other side first. */
function toppedUp({ balance, unpaid, ...call }: EscrowState, side: Side, amount: bigint): BySide<BaseUnits> {
  const passedOn = isCalled(call, side) ? unpaid : 0n
  return credited(credited(balance, side, amount - passedOn), otherSide(side), passedOn)
}

function withdrawals({ terms, state, readings, now }: Standing, side: Side): readonly PossibleAct[] {
  const amount = withdrawable(terms, state, side, readings, now)
  return amount === 0n ? [] : [{ name: 'withdraw', amount, balance: credited(state.balance, side, 0n - amount) }]
}

function terminations({ terms, state, readings, now }: Standing, side: Side): readonly PossibleAct[] {
  if (!isLive(state)) return []
  const offered = state.proposal[otherSide(side)]
  const own = state.proposal[side]
  const accepted =
    offered === null ? null : attempt(() => acceptTermination(state, side, offered.payment, now))?.state.balance
  return [
    ...(offered && accepted
      ? [{ name: 'acceptTermination', payment: offered.payment, balance: accepted } as const]
      : []),
    ...(own && isStanding(state, own, now) ? [{ name: 'withdrawProposal', payment: own.payment } as const] : []),
    { name: 'proposeTermination', payment: fairPayment(terms, state, readings) },
  ]
}

/** What the buyer would pay the seller if both ended the deal at its mark, anything unpaid included. */
function fairPayment(terms: Terms, state: EscrowState, readings: IndexReadings): bigint | null {
  const value = unsettledValue(terms, state.periodsSettled, readings)
  if (value === null) return null
  return 0n - (value + (state.callSide === 'seller' ? state.unpaid : 0n - state.unpaid))
}

/** What the engine does by itself, and anyone else may do if it does not. */
function settlements({ terms, state, readings, now }: Standing): readonly PossibleAct[] {
  const settled = attempt(() => settle(terms, state, readings, now))
  const marked = attempt(() => mark(terms, state, readings, now))
  const isSettlementDue = settled !== null && settled.events.length > 0
  const doesMarkMore = marked !== null && marked.events.length > (settled?.events.length ?? 0)
  return [
    ...(isSettlementDue ? [{ name: 'settle', balance: settled.state.balance } as const] : []),
    ...(doesMarkMore ? [{ name: 'mark', balance: marked.state.balance } as const] : []),
  ]
}

/** Ends that need nobody's consent. */
function closings({ terms, state, readings, now }: Standing): readonly PossibleAct[] {
  const closedOut = attempt(() => closeOut(terms, state, readings, now))?.state
  const unwound = attempt(() => unwind(terms, state, readings, now))?.state
  return [
    ...(closedOut
      ? [{ name: 'closeOut', balance: closedOut.balance, windowUntil: windowEnd(closedOut) } as const]
      : []),
    ...(unwound ? [{ name: 'unwind', balance: unwound.balance } as const] : []),
  ]
}

function windowEnd({ phase, cureBy }: EscrowState): Instant | null {
  return phase === 'defaulted' ? cureBy : null
}

/** What an act would lead to, null where it is refused. */
function attempt(act: () => Outcome): Outcome | null {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
