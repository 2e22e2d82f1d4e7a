import { chainViewOf } from './chainView.ts'
import type { EscrowEvent, EscrowFact } from './chainFacts.ts'
import type { EscrowState } from './phase.ts'
import type { IndexReadings } from '../index/readings.ts'
import { lockedAtOpen } from '../terms/locked.ts'
import { SIDES } from '../terms/terms.ts'
import type { Address, Hex, Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { Day, Instant } from '../units/time.ts'

/** Something that happened to a deal on one day, and what it did to what one holder has in its escrow. */
export interface StatementEntry {
  readonly name: EscrowEvent['name']
  readonly at: Instant
  readonly transaction: Hex
  /** The side it is about, null where it is about both. */
  readonly about: Side | null
  /** What came in from the holder's pocket, and went out to it. */
  readonly paidIn: BaseUnits
  readonly takenOut: BaseUnits
  /** What the holder gained, negative where it lost: everything else that moved its money. */
  readonly realised: bigint
  /** What it has in the escrow afterwards. */
  readonly held: BaseUnits
}

/** What a line is made of: `readings` say nothing of days after `day`. */
export interface StatementGround {
  readonly terms: Terms
  /** All facts of the deal, in the order of the chain. */
  readonly facts: readonly EscrowFact[]
  /** The holder's accounts. */
  readonly holders: readonly Address[]
  readonly day: Day
  readonly readings: IndexReadings
}

/** The facts of the day, each with what it did; those before the opening, and those after the holder lost its side, do nothing. */
export function entriesOf(
  { terms, holders }: StatementGround,
  opening: EscrowState | null,
  from: number,
  until: readonly EscrowFact[],
): readonly StatementEntry[] {
  let state = opening
  const entries: StatementEntry[] = []
  until.slice(from).forEach((fact, index) => {
    const next = chainViewOf(terms, until.slice(0, from + index + 1))?.state ?? null
    if (next === null) return
    const held = heldIn(next, holders)
    const paidIn = paidInBy(fact.event, terms, state, holders)
    const takenOut = takenOutBy(fact.event, state, holders)
    const realised = held - heldIn(state, holders) - paidIn + takenOut
    const isTheirs = [...sidesOf(state, holders), ...sidesOf(next, holders)].length > 0 || takenOut > 0n
    const { at, transaction } = fact.point
    if (isTheirs)
      entries.push({
        name: fact.event.name,
        at,
        transaction,
        about: aboutOf(fact.event),
        paidIn,
        takenOut,
        realised,
        held,
      })
    state = next
  })
  return entries
}

function paidInBy(event: EscrowEvent, terms: Terms, state: EscrowState | null, holders: readonly Address[]): BaseUnits {
  switch (event.name) {
    case 'opened': {
      const theirs = SIDES.filter((side) => holders.includes(terms[side]))
      return baseUnits(theirs.reduce((sum, side) => sum + lockedAtOpen(terms, side), 0n))
    }
    case 'toppedUp':
      return sidesOf(state, holders).includes(event.side) ? event.amount : NOTHING
    case 'takenOver':
      return holders.includes(event.taker) ? event.deposit : NOTHING
    default:
      return NOTHING
  }
}

function takenOutBy(event: EscrowEvent, state: EscrowState | null, holders: readonly Address[]): BaseUnits {
  switch (event.name) {
    case 'withdrawn':
      return sidesOf(state, holders).includes(event.side) ? event.amount : NOTHING
    case 'claimWithdrawn':
      return holders.includes(event.holder) ? event.amount : NOTHING
    default:
      return NOTHING
  }
}

const NOTHING = baseUnits(0n)

function aboutOf(event: EscrowEvent): Side | null {
  if ('side' in event) return event.side
  return 'defaulter' in event ? event.defaulter : null
}

/** The sides that are theirs in `state`. */
export function sidesOf(state: EscrowState | null, holders: readonly Address[]): readonly Side[] {
  return state === null ? [] : SIDES.filter((side) => holders.includes(state.owner[side]))
}

/** All that `holders` have in the escrow: the accounts of their sides, and what takeovers left them. */
export function heldIn(state: EscrowState | null, holders: readonly Address[]): BaseUnits {
  if (state === null) return NOTHING
  const ofSides = sidesOf(state, holders).reduce((sum, side) => sum + state.balance[side], 0n)
  const left = state.claims.filter(({ holder }) => holders.includes(holder))
  return baseUnits(left.reduce((sum, { amount }) => sum + amount, ofSides))
}
