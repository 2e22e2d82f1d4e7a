import { closeOut } from '../../../server/domain/deal/closeOut.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import type { Outcome } from '../../../server/domain/deal/outcome.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { settle } from '../../../server/domain/deal/settle.ts'
import { takeOver, withdrawClaim } from '../../../server/domain/deal/takeover.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../../../server/domain/deal/termination.ts'
import { topUp } from '../../../server/domain/deal/topUp.ts'
import { unwind } from '../../../server/domain/deal/unwind.ts'
import { withdraw } from '../../../server/domain/deal/withdraw.ts'
import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { sideOf } from './people.ts'
import type { People, Person } from './people.ts'

/** In the order of the replay's enum. */
export const KINDS = [
  'settle',
  'mark',
  'topUp',
  'withdraw',
  'closeOut',
  'propose',
  'accept',
  'withdrawProposal',
  'unwind',
  'takeOver',
  'withdrawClaim',
] as const
export type Kind = (typeof KINDS)[number]

export interface Act {
  readonly kind: Kind
  /** Who sends it. */
  readonly by: Person
  /** The account that is topped up or withdrawn from. */
  readonly side: Side
  /** What is added, taken or proposed; the most that a takeover may cost. */
  readonly amount: bigint
}

/** Why nothing happened: the domain's code, or `notOwner`, which is about the caller, whom the domain does not know. */
export interface Refused {
  readonly refused: string
}

/** What the domain says of an act. */
export function perform(
  terms: Terms,
  state: EscrowState,
  act: Act,
  people: People,
  readings: IndexReadings,
  now: Instant,
): Outcome | Refused {
  if (!mayAct(state, act, people)) return { refused: 'notOwner' }
  try {
    return attempt(terms, state, act, people, readings, now)
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code }
    throw error
  }
}

function mayAct(state: EscrowState, { kind, by, side }: Act, people: People): boolean {
  const own = sideOf(state, people, by)
  if (kind === 'withdraw') return own === side
  const isForOwners = kind === 'propose' || kind === 'accept' || kind === 'withdrawProposal' || kind === 'unwind'
  return !isForOwners || own !== null
}

function attempt(
  terms: Terms,
  state: EscrowState,
  { kind, by, side, amount }: Act,
  people: People,
  readings: IndexReadings,
  now: Instant,
): Outcome {
  const owner = sideOf(state, people, by) ?? 'seller'
  switch (kind) {
    case 'settle':
      return settle(terms, state, readings, now)
    case 'mark':
      return mark(terms, state, readings, now)
    case 'topUp':
      return topUp(terms, state, now, { side, payer: people[by], amount: baseUnits(amount) })
    case 'withdraw':
      return withdraw(terms, state, readings, now, { side, to: people[by], amount: baseUnits(amount) })
    case 'closeOut':
      return closeOut(terms, state, readings, now)
    case 'propose':
      return proposeTermination(state, owner, amount, now)
    case 'accept':
      return acceptTermination(state, owner, amount, now)
    case 'withdrawProposal':
      return withdrawProposal(state, owner)
    case 'unwind':
      return unwind(terms, state, readings, now)
    case 'takeOver':
      return takeOver(terms, state, readings, now, { taker: people[by], maxDeposit: amount })
    case 'withdrawClaim':
      return withdrawClaim(state, people[by], people[by])
  }
}
