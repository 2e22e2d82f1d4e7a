import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { SIDES } from '../../../server/domain/terms/terms.ts'
import type { Address, Side } from '../../../server/domain/terms/terms.ts'

/** Everybody there is: who signed as seller and as buyer, and two others who may come to own a side. In the replay's order. */
export const PERSONS = ['seller', 'buyer', 'stranger', 'taker'] as const
export type Person = (typeof PERSONS)[number]

export type People = Readonly<Record<Person, Address>>

/** Something of everybody's. */
export function ofEach<T>(of: (person: Person) => T): Readonly<Record<Person, T>> {
  return { seller: of('seller'), buyer: of('buyer'), stranger: of('stranger'), taker: of('taker') }
}

/** The side that `person` owns, null if none: nobody ever owns both. */
export function sideOf(state: EscrowState, people: People, person: Person): Side | null {
  return SIDES.find((side) => state.owner[side] === people[person]) ?? null
}

/** Whose `side` is. */
export function ownerOf(state: EscrowState, people: People, side: Side): Person {
  return PERSONS.find((person) => state.owner[side] === people[person]) ?? side
}
