import { lastDayOf } from '../terms/schedule.ts'
import type { Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { Day } from '../units/time.ts'
import type { ChainPoint, EscrowEvent, EscrowFact, Ledger } from './chainFacts.ts'
import { openState } from './openState.ts'
import { withClaim, withoutClaim } from './claims.ts'
import { NO_PROPOSALS } from './phase.ts'
import type { EscrowState } from './phase.ts'

/** What the chain says about one deal, folded from its facts alone: drop it, fold again, and it is the same. */
export interface ChainView {
  readonly state: EscrowState
  readonly opened: ChainPoint
  readonly last: ChainPoint
  /** Last day of the first unsettled period, null once none is left or the deal is closed: from its fixing on, settle does something. */
  readonly nextSettlementDay: Day | null
}

const ZERO = baseUnits(0n)

/**
 * The view of one deal from the facts of its escrow, in chain order; null before it is opened.
 *
 * The ledger word that events carry gives phase, cause, balances, periods and deadline; what is due, unpaid and proposed is
 * followed from the events themselves.
 */
export function chainViewOf(terms: Terms, facts: readonly EscrowFact[]): ChainView | null {
  const first = facts.findIndex((fact) => fact.event.name === 'opened')
  const opening = facts[first]
  if (opening === undefined) return null
  const { point } = opening
  const state = openState(terms)
  const opened = { state, opened: point, last: point, nextSettlementDay: nextSettlementDay(terms, state) }
  return chainViewAfter(terms, opened, facts.slice(first + 1))
}

/** The view once `facts`, which follow upon those it was folded from, are folded in as well: the same as folding all of them. */
export function chainViewAfter(terms: Terms, view: ChainView, facts: readonly EscrowFact[]): ChainView {
  let { state, last } = view
  for (const { event, point } of facts) {
    state = stateAfter(state, event, point)
    last = point
  }
  return { state, opened: view.opened, last, nextSettlementDay: nextSettlementDay(terms, state) }
}

/** Last day of the first unsettled period; null where nothing is left to settle. */
export function nextSettlementDay(terms: Terms, state: EscrowState): Day | null {
  if (state.phase === 'closed' || state.periodsSettled >= terms.periods) return null
  return lastDayOf(terms, state.periodsSettled)
}

function stateAfter(state: EscrowState, event: EscrowEvent, point: ChainPoint): EscrowState {
  switch (event.name) {
    case 'opened':
      return state
    case 'settled':
      return withLedger({ ...state, unpaid: event.unpaid, proposal: NO_PROPOSALS }, event.ledger)
    case 'marginCalled':
      return withLedger({ ...state, due: event.due }, event.ledger)
    case 'toppedUp':
      return withLedger({ ...state, due: event.due, unpaid: event.unpaid }, event.ledger)
    case 'callLifted':
    case 'withdrawn':
      return withLedger(state, event.ledger)
    default:
      return afterEndOrProposal(state, event, point)
  }
}

type EndOrProposal = Extract<
  EscrowEvent,
  {
    name:
      | 'terminationProposed'
      | 'proposalWithdrawn'
      | 'terminated'
      | 'closedOut'
      | 'unwound'
      | 'matured'
      | 'windowOpened'
      | 'takenOver'
      | 'claimWithdrawn'
  }
>

function afterEndOrProposal(state: EscrowState, event: EndOrProposal, point: ChainPoint): EscrowState {
  switch (event.name) {
    case 'terminationProposed': {
      const payment = baseUnits(event.payment)
      const offer = { payment, periodsSettled: state.periodsSettled, proposedAt: point.at }
      return { ...state, proposal: { ...state.proposal, [event.side]: offer } }
    }
    case 'proposalWithdrawn':
      return { ...state, proposal: { ...state.proposal, [event.side]: null } }
    case 'closedOut':
    case 'unwound':
      return withLedger({ ...state, shortfall: event.shortfall }, event.ledger)
    case 'terminated':
    case 'matured':
      return withLedger(state, event.ledger)
    default:
      return afterTakeover(state, event)
  }
}

type OfTakeover = Extract<EscrowEvent, { name: 'windowOpened' | 'takenOver' | 'claimWithdrawn' }>

function afterTakeover(state: EscrowState, event: OfTakeover): EscrowState {
  switch (event.name) {
    case 'windowOpened':
      return withLedger({ ...state, proposal: NO_PROPOSALS }, event.ledger)
    case 'takenOver': {
      const owner = { ...state.owner, [event.side]: event.taker }
      const taken = withClaim(state, event.previous, event.leftover)
      return withLedger({ ...taken, owner, proposal: NO_PROPOSALS }, event.ledger)
    }
    case 'claimWithdrawn':
      return withLedger(withoutClaim(state, event.holder), event.ledger)
  }
}

/** `state` with the account book of `ledger`. Outside a call nothing is due, and the word's call side means nothing. */
function withLedger(state: EscrowState, ledger: Ledger): EscrowState {
  if (ledger.phase === 'called') return { ...state, ...ledger }
  if (ledger.phase === 'defaulted') return { ...state, ...ledger, due: ZERO }
  const withoutCall = { ...state, ...ledger, callSide: 'seller', cureBy: 0, due: ZERO, unpaid: ZERO } as const
  return ledger.phase === 'closed' ? { ...withoutCall, proposal: NO_PROPOSALS } : withoutCall
}
