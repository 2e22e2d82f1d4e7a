import { closeOut } from '../domain/deal/closeOut.ts'
import { mark } from '../domain/deal/mark.ts'
import type { Outcome } from '../domain/deal/outcome.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import { settle } from '../domain/deal/settle.ts'
import { takeOver, withdrawClaim } from '../domain/deal/takeover.ts'
import { acceptTermination, isStanding, proposeTermination, withdrawProposal } from '../domain/deal/termination.ts'
import { topUp } from '../domain/deal/topUp.ts'
import { unwind } from '../domain/deal/unwind.ts'
import { withdraw } from '../domain/deal/withdraw.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import { lastDayOf } from '../domain/terms/schedule.ts'
import { SIDES, otherSide } from '../domain/terms/terms.ts'
import type { Side, Terms } from '../domain/terms/terms.ts'
import { baseUnits } from '../domain/units/baseUnits.ts'
import type { Instant } from '../domain/units/time.ts'
import type { ReplayFile } from './format.ts'

type Fact = ReplayFile['facts'][number]
type EventOf<Name extends Fact['event']['name']> = Extract<Fact['event'], { readonly name: Name }>

/** Where a deal stood when something happened to it. */
export interface Moment {
  readonly terms: Terms
  readonly state: EscrowState
  readonly readings: IndexReadings
  readonly now: Instant
  /** The event, and those of the same transaction that follow it. */
  readonly facts: readonly [Fact, ...Fact[]]
}

/** More than any account holds: what a taker was ready to pay is nobody's business but its own. */
const ANY_DEPOSIT = 2n ** 256n

/**
 * What the act behind an event comes to, reckoned anew. The event says which act it was, and carries what whoever acted chose: a side,
 * an amount, a payment, an account. Everything else in it is recomputed.
 *
 * Marking and withdrawing settle first; their settlements are events of their own, and reckoned as a settling before them.
 */
export function actBehind(moment: Moment, event: Exclude<Fact['event'], { readonly name: 'opened' }>): Outcome {
  const { terms, state, readings, now } = moment
  switch (event.name) {
    case 'settled':
    case 'matured':
      return settle(terms, state, asFarAsSettled(moment), now)
    case 'marginCalled':
    case 'callLifted':
      return mark(terms, state, readings, now)
    case 'toppedUp':
    case 'withdrawn':
      return payment(moment, event)
    default:
      return endOrProposal(moment, event)
  }
}

function payment({ terms, state, readings, now }: Moment, event: EventOf<'toppedUp' | 'withdrawn'>): Outcome {
  const amount = baseUnits(event.amount)
  const { side } = event
  return event.name === 'toppedUp'
    ? topUp(terms, state, now, { side, payer: event.payer, amount })
    : withdraw(terms, state, readings, now, { side, to: event.to, amount })
}

function endOrProposal(moment: Moment, event: TerminationEvent | DefaultEvent): Outcome {
  switch (event.name) {
    case 'terminationProposed':
    case 'proposalWithdrawn':
    case 'terminated':
      return terminationAct(moment, event)
    default:
      return defaultAct(moment, event)
  }
}

type TerminationEvent = EventOf<'terminationProposed' | 'proposalWithdrawn' | 'terminated'>

function terminationAct({ state, now }: Moment, event: TerminationEvent): Outcome {
  switch (event.name) {
    case 'terminationProposed':
      return proposeTermination(state, event.side, event.payment, now)
    case 'proposalWithdrawn':
      return withdrawProposal(state, event.side)
    case 'terminated':
      return acceptTermination(state, accepter(state, event.payment, now), event.payment, now)
  }
}

type DefaultEvent = EventOf<'closedOut' | 'unwound' | 'windowOpened' | 'takenOver' | 'claimWithdrawn'>

function defaultAct({ terms, state, readings, now }: Moment, event: DefaultEvent): Outcome {
  switch (event.name) {
    case 'closedOut':
    case 'windowOpened':
      return closeOut(terms, state, readings, now)
    case 'unwound':
      return unwind(terms, state, readings, now)
    case 'takenOver':
      return takeOver(terms, state, readings, now, { taker: event.taker, maxDeposit: ANY_DEPOSIT })
    case 'claimWithdrawn':
      return withdrawClaim(state, event.holder, event.to)
  }
}

/** The side that can accept this payment; the event does not name it, and what follows is the same. */
function accepter(state: EscrowState, payment: bigint, now: Instant): Side {
  const canAccept = (side: Side) => {
    const offer = state.proposal[otherSide(side)]
    return offer?.payment === payment && isStanding(state, offer, now)
  }
  return SIDES.find(canAccept) ?? 'buyer'
}

/** The readings up to the last period that was settled here: an escrow that runs short of gas settles what it can, and stops. */
function asFarAsSettled({ terms, state, readings, facts }: Moment): IndexReadings {
  const other = facts.findIndex(({ event }) => event.name !== 'settled')
  const periods = other === -1 ? facts.length : other
  if (periods === 0) return readings
  const last = lastDayOf(terms, state.periodsSettled + periods - 1)
  return { ...readings, cumulative: (day) => (day > last ? null : readings.cumulative(day)) }
}
