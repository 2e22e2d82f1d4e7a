import type { BaseUnits } from '../units/baseUnits.ts'
import type { Side } from '../terms/terms.ts'
import type { Instant } from '../units/time.ts'
import type { ChainPoint, EscrowEvent, EscrowFact } from './chainFacts.ts'

/** How a deal ended: the event that closed its escrow. */
export type EndingEvent = Extract<EscrowEvent, { readonly name: 'matured' | 'terminated' | 'closedOut' | 'unwound' }>

export interface Ending {
  readonly event: EndingEvent
  readonly point: ChainPoint
  /** The call that was not met, where the deal ended for one. */
  readonly call: UnmetCall | null
  /** m + P of a close-out: what the defaulter's account was asked for, however much it held. 0 for any other end. */
  readonly demanded: bigint
}

interface UnmetCall {
  readonly side: Side
  readonly due: BaseUnits
  readonly by: Instant
}

/** The end among a deal's facts, null while it has none. */
export function endingOf(facts: readonly EscrowFact[]): Ending | null {
  let call: UnmetCall | null = null
  for (const { event, point } of facts) {
    if (!isEnding(event)) call = callAfter(call, event)
    else if (event.name !== 'closedOut') return { event, point, call: null, demanded: 0n }
    else return { event, point, call, demanded: event.owed + event.penalty }
  }
  return null
}

function callAfter(call: UnmetCall | null, event: EscrowEvent): UnmetCall | null {
  if (event.name === 'marginCalled') return { side: event.side, due: event.due, by: event.ledger.cureBy }
  // A part that was paid is not missing any more.
  return event.name === 'toppedUp' && call?.side === event.side ? { ...call, due: event.due } : call
}

function isEnding(event: EscrowEvent): event is EndingEvent {
  return (
    event.name === 'matured' || event.name === 'terminated' || event.name === 'closedOut' || event.name === 'unwound'
  )
}
