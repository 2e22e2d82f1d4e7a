import { isLive } from './phase.ts'
import type { EscrowState, Phase } from './phase.ts'
import { chainViewOf } from './chainView.ts'
import type { EscrowFact } from './chainFacts.ts'
import { entriesOf, heldIn, sidesOf } from './statementEntries.ts'
import type { StatementEntry, StatementGround } from './statementEntries.ts'
import type { IndexReadings } from '../index/readings.ts'
import { exposure } from '../margin/exposure.ts'
import { requirement } from '../margin/requirement.ts'
import { unsettledValue } from '../margin/value.ts'
import type { Address, Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { indexValue } from '../units/indexValue.ts'
import { endOfDay, startOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'

/** A call that runs when the day ends. */
export interface OpenCall {
  readonly side: Side
  readonly due: BaseUnits
  readonly by: Instant
}

/**
 * One deal in the statement of one holder for one UTC day. What it opens with, what was paid in and realised, less what was taken out,
 * is what it closes with.
 */
export interface StatementLine {
  /** The holder's side; of one that lost it during the day, the side that it had. */
  readonly side: Side
  readonly phase: Phase
  readonly heldBefore: BaseUnits
  readonly paidIn: BaseUnits
  readonly takenOut: BaseUnits
  readonly realised: bigint
  readonly heldAfter: BaseUnits
  /** The fixing that the deal is valued at; null where none was made by then. */
  readonly mark: { readonly day: Day; readonly value: IndexValue } | null
  /** Null where it cannot be valued. */
  readonly requirement: BaseUnits | null
  readonly exposure: BaseUnits | null
  /** What the unsettled days are worth to the holder, negative where it would owe. */
  readonly worth: bigint | null
  readonly call: OpenCall | null
  readonly entries: readonly StatementEntry[]
}

/**
 * One deal as it stands in the statement of `day`: its account at the end of that UTC day, valued at that day's fixing.
 *
 * Null where the deal is nothing to the holder: not open yet, or over and empty, and nothing happened to it on that day. The realised
 * results of all days come to the gain that the deal's page tells.
 *
 * Units:  base units of the deal's token.
 * Source: recomputable from the facts of the escrow and the fixings alone.
 */
export function statementLine(ground: StatementGround): StatementLine | null {
  const { terms, facts, holders, day, readings } = ground
  const before = facts.filter(({ point }) => point.at < startOfDay(day))
  const until = facts.filter(({ point }) => point.at < endOfDay(day))
  const closing = stateAfter(terms, until)
  const opening = stateAfter(terms, before)
  const entries = entriesOf(ground, opening, before.length, until)
  const sides = sidesOf(closing, holders)
  const side = sides[0] ?? sidesOf(opening, holders)[0] ?? sideLost(until, holders)
  if (closing === null || side === null) return null
  if (entries.length === 0 && isNothingTo(closing, sides, holders)) return null
  return {
    side,
    phase: closing.phase,
    heldBefore: heldIn(opening, holders),
    ...flowsOf(entries),
    heldAfter: heldIn(closing, holders),
    ...valued(terms, closing, sides, readings),
    call: callOn(closing, sides),
    entries,
  }
}

/** Whether the deal is over for them, and nothing of theirs is left in it. */
function isNothingTo(state: EscrowState, sides: readonly Side[], holders: readonly Address[]): boolean {
  return (state.phase === 'closed' || sides.length === 0) && heldIn(state, holders) === 0n
}

function stateAfter(terms: Terms, facts: readonly EscrowFact[]): EscrowState | null {
  return chainViewOf(terms, facts)?.state ?? null
}

function flowsOf(entries: readonly StatementEntry[]): Pick<StatementLine, 'paidIn' | 'takenOut' | 'realised'> {
  return {
    paidIn: baseUnits(entries.reduce((sum, { paidIn }) => sum + paidIn, 0n)),
    takenOut: baseUnits(entries.reduce((sum, { takenOut }) => sum + takenOut, 0n)),
    realised: entries.reduce((sum, { realised }) => sum + realised, 0n),
  }
}

/** The side that was taken over from them last. */
function sideLost(facts: readonly EscrowFact[], holders: readonly Address[]): Side | null {
  const lost = facts.findLast(({ event }) => event.name === 'takenOver' && holders.includes(event.previous))
  return lost?.event.name === 'takenOver' ? lost.event.side : null
}

function valued(
  terms: Terms,
  state: EscrowState,
  sides: readonly Side[],
  readings: IndexReadings,
): Pick<StatementLine, 'mark' | 'requirement' | 'exposure' | 'worth'> {
  const latest = readings.latest()
  const value = state.phase === 'closed' ? 0n : unsettledValue(terms, state.periodsSettled, readings)
  const worth = (side: Side) => value && (side === 'buyer' ? value : -value)
  return {
    mark: latest && { day: latest.day, value: indexValue(latest.value) },
    requirement: baseUnitsOrNull(total(sides.map((side) => requirement(terms, state, side, readings)))),
    exposure: baseUnitsOrNull(total(sides.map((side) => exposure(terms, state, side, readings)))),
    worth: total(sides.map(worth)),
  }
}

/** The sum, null where one of the amounts is not known. */
function total(amounts: readonly (bigint | null)[]): bigint | null {
  return amounts.reduce((sum: bigint | null, amount) => (sum === null || amount === null ? null : sum + amount), 0n)
}

function baseUnitsOrNull(amount: bigint | null): BaseUnits | null {
  return amount === null ? null : baseUnits(amount)
}

function callOn(state: EscrowState, sides: readonly Side[]): OpenCall | null {
  if (!isLive(state) || state.phase !== 'called' || !sides.includes(state.callSide)) return null
  return { side: state.callSide, due: state.due, by: state.cureBy }
}
