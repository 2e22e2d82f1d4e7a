import type { NegotiationState } from '../../domain/deal/lifecycle.ts'
import type { NegotiationView } from '../../desk/queries/negotiationView.ts'
import type { DeclineReason, Offerer } from '../../desk/ports/negotiation.ts'
import type { WordKey, Words } from '../words/words.ts'
import { nameOf } from './people.ts'

/** Where a negotiation stands, in a word. */
export const NEGOTIATION_STATE_WORDS: Readonly<Record<NegotiationState, WordKey>> = {
  introduced: 'negotiation.stateIntroduced',
  offered: 'negotiation.stateOffered',
  agreed: 'negotiation.stateAgreed',
  declined: 'negotiation.stateDeclined',
  expired: 'negotiation.stateExpired',
  withdrawn: 'negotiation.stateWithdrawn',
}

type Version = NegotiationView['negotiation']['versions'][number]

/** The version on the table. */
export function lastOf({ negotiation }: Pick<NegotiationView, 'negotiation'>): Version {
  const last = negotiation.versions.at(-1)
  if (last === undefined) throw new Error(`negotiation ${negotiation.id} has no version`)
  return last
}

/** How the people of a negotiation are called, the viewer by name and "you". */
export function namer({ people, viewer }: NegotiationView, words: Words): (by: Offerer) => string {
  return (by) => {
    const person = people[by]
    const name = person === null ? '' : nameOf(person, words)
    return by === viewer.role ? words('negotiation.you', { name }) : name
  }
}

const REASONS: Readonly<Record<DeclineReason, WordKey>> = {
  price: 'negotiation.reasonPrice',
  size: 'negotiation.reasonSize',
  dates: 'negotiation.reasonDates',
  collateral: 'negotiation.reasonCollateral',
  counterparty: 'negotiation.reasonCounterparty',
  other: 'negotiation.reasonOther',
}

/** A reason for declining, in words. */
export function reasonWords(reason: DeclineReason | null, words: Words): string {
  return words(REASONS[reason ?? 'other'])
}
