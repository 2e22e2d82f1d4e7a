import { Refusal } from '../refusals.ts'
import type { Phase } from './phase.ts'

/** Where a deal stands on the desk. From `open` on, its phase is the chain's and only copied. */
export const DESK_STATES = ['agreed', 'signedByOne', 'signedByBoth', 'opening', 'open', 'lapsed', 'cancelled'] as const
export type DeskState = (typeof DESK_STATES)[number]

/** Where a request for terms stands. */
export const RFQ_STATES = ['draft', 'open', 'awarded', 'expired', 'withdrawn'] as const
export type RfqState = (typeof RFQ_STATES)[number]

/**
 * Where a negotiation stands. Whose offer is on the table is a field, not a state. `introduced`: a broker wrote the term sheet and
 * neither party has taken it over, so nobody is bound.
 */
export const NEGOTIATION_STATES = ['introduced', 'offered', 'agreed', 'declined', 'expired', 'withdrawn'] as const
export type NegotiationState = (typeof NEGOTIATION_STATES)[number]

/** `LIFECYCLE[state][event]` is the state afterwards. A pair that is not written is refused. */
export type Lifecycle<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>

export type RfqEvent = 'publish' | 'award' | 'release' | 'expire' | 'withdraw'

export const RFQ_LIFECYCLE: Lifecycle<RfqState, RfqEvent> = {
  draft: { publish: 'open', withdraw: 'withdrawn' },
  open: { award: 'awarded', expire: 'expired', withdraw: 'withdrawn' },
  // An award whose offer had left the table before the lock was taken is given back: nobody has agreed to anything.
  awarded: { release: 'open' },
  expired: {},
  withdrawn: {},
}

export type NegotiationEvent = 'takeOver' | 'counter' | 'accept' | 'decline' | 'expire' | 'withdraw' | 'quoteAgain'

export const NEGOTIATION_LIFECYCLE: Lifecycle<NegotiationState, NegotiationEvent> = {
  // The first to take over makes the broker's text a firm offer of its own; the other answers it like any offer.
  introduced: { takeOver: 'offered', decline: 'declined', expire: 'expired', withdraw: 'withdrawn' },
  offered: { counter: 'offered', accept: 'agreed', decline: 'declined', expire: 'expired', withdraw: 'withdrawn' },
  agreed: {},
  // A quoter whose offer has left the table may come back with another, as long as the request takes quotes.
  declined: { quoteAgain: 'offered' },
  expired: { quoteAgain: 'offered' },
  withdrawn: { quoteAgain: 'offered' },
}

export type DeskEvent =
  'signFirst' | 'signSecond' | 'send' | 'sendFailed' | 'opened' | 'chainWentBack' | 'lapse' | 'cancel'

/**
 * The desk's part of a deal. Anyone who holds both signatures may open on chain at any time, so `opened` comes from every state
 * in which signatures may exist, a lapsed one included; a chain that goes back takes the opening with it.
 */
export const DEAL_LIFECYCLE: Lifecycle<DeskState, DeskEvent> = {
  agreed: { signFirst: 'signedByOne', opened: 'open', lapse: 'lapsed', cancel: 'cancelled' },
  signedByOne: { signSecond: 'signedByBoth', opened: 'open', lapse: 'lapsed', cancel: 'cancelled' },
  signedByBoth: { send: 'opening', opened: 'open', lapse: 'lapsed', cancel: 'cancelled' },
  opening: { sendFailed: 'signedByBoth', opened: 'open', lapse: 'lapsed' },
  open: { chainWentBack: 'signedByBoth' },
  lapsed: { opened: 'open' },
  cancelled: {},
}

export type PhaseEvent =
  'open' | 'call' | 'lift' | 'default' | 'takeOver' | 'mature' | 'terminate' | 'closeOut' | 'unwind'

/** The phases of an escrow on chain. `call` while called is a call that grows, or moves to the other side. Nothing leaves `closed`. */
export const PHASE_LIFECYCLE: Lifecycle<Phase, PhaseEvent> = {
  none: { open: 'open' },
  open: { call: 'called', mature: 'closed', terminate: 'closed', unwind: 'closed' },
  called: {
    call: 'called',
    lift: 'open',
    default: 'defaulted',
    mature: 'closed',
    terminate: 'closed',
    closeOut: 'closed',
    unwind: 'closed',
  },
  defaulted: { takeOver: 'open', closeOut: 'closed', unwind: 'closed' },
  closed: {},
}

/** The state after `event`. Refuses: `transitionForbidden` a pair that the table does not write. */
export function transition<State extends string, Event extends string>(
  table: Lifecycle<State, Event>,
  state: State,
  event: Event,
): State {
  const after = table[state][event]
  if (after === undefined) throw new Refusal('transitionForbidden', { state, event })
  return after
}
