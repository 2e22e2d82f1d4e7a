import type { EscrowEvent, EscrowFact } from '../deal/chainFacts.ts'
import { SIDES } from '../terms/terms.ts'
import type { Address, BySide, Side, Terms } from '../terms/terms.ts'
import type { Instant } from '../units/time.ts'
import type { NewsKind } from './newsKinds.ts'

/** What an escrow's event is to one of its people. */
export interface EscrowNews {
  /** What anybody who wishes one of these is told. */
  readonly kinds: readonly NewsKind[]
  readonly what: EscrowWhat
  readonly to: Address
  /** In base units of the deal's token, as `to` sees it; null where none is told. */
  readonly amount: bigint | null
  readonly by: Instant | null
}

/** What is told of an escrow, a word each. */
export const ESCROW_WHATS = [
  'settled',
  'called',
  'defaultYou',
  'defaultThem',
  'closedOutYou',
  'closedOutThem',
  'takenFromYou',
  'takenFromThem',
  'matured',
  'terminated',
  'unwound',
] as const
export type EscrowWhat = (typeof ESCROW_WHATS)[number]

type Told = Omit<EscrowNews, 'to'>
type ToldTo = (side: Side) => Told | null

/**
 * What the people of a deal are told of the `nth` of its facts: whose side it was at that moment. Nothing of what they do themselves.
 *
 * Units: base units of the deal's token; negative where it is paid.
 */
export function escrowNews(terms: Terms, facts: readonly EscrowFact[], nth: number): readonly EscrowNews[] {
  const event = facts[nth]?.event
  if (event === undefined) return []
  const owner = ownersAfter(terms, facts.slice(0, nth))
  return SIDES.flatMap((side) => {
    const told = toldOf(event)(side)
    return told === null ? [] : [{ ...told, to: owner[side] }]
  })
}

/** Whose each side is once `facts`, the first ones of a deal, have happened. */
export function ownersAfter(terms: Terms, facts: readonly EscrowFact[]): BySide<Address> {
  const owner = { seller: terms.seller, buyer: terms.buyer }
  for (const { event } of facts) if (event.name === 'takenOver') owner[event.side] = event.taker
  return owner
}

function toldOf(event: EscrowEvent): ToldTo {
  switch (event.name) {
    case 'settled':
      return (side) => of(['settled'], 'settled', side === 'buyer' ? event.amount : -event.amount)
    case 'marginCalled':
      return (side) => (side === event.side ? of(['called'], 'called', event.due, event.ledger.cureBy) : null)
    case 'matured':
    case 'unwound':
      return () => of(['closed'], event.name)
    case 'terminated':
      return (side) => of(['closed'], 'terminated', side === 'seller' ? event.payment : -event.payment)
    default:
      return toldOfDefault(event)
  }
}

function toldOfDefault(event: EscrowEvent): ToldTo {
  switch (event.name) {
    case 'windowOpened':
      return (side) => of(['defaulted'], side === event.defaulter ? 'defaultYou' : 'defaultThem', null, event.until)
    case 'closedOut':
      return (side) =>
        side === event.defaulter
          ? of(['defaulted', 'closed'], 'closedOutYou', -event.paid)
          : of(['defaulted', 'closed'], 'closedOutThem', event.paid)
    case 'takenOver':
      return (side) =>
        side === event.side
          ? of(['defaulted', 'closed'], 'takenFromYou', event.leftover)
          : of(['defaulted'], 'takenFromThem', event.toHonouring)
    default:
      return () => null
  }
}

function of(
  kinds: readonly NewsKind[],
  what: EscrowWhat,
  amount: bigint | null = null,
  by: Instant | null = null,
): Told {
  return { kinds, what, amount, by }
}
