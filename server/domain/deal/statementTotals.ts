import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { StatementLine } from './statement.ts'

/** All deals of one token in a statement, added up. */
export interface StatementTotals {
  readonly heldBefore: BaseUnits
  readonly paidIn: BaseUnits
  readonly takenOut: BaseUnits
  readonly realised: bigint
  readonly heldAfter: BaseUnits
  /** Null where one of the deals could not be valued. */
  readonly exposure: BaseUnits | null
  readonly worth: bigint | null
  /** Calls that ran when the day ended. */
  readonly calls: number
  /** Things that happened on the day. */
  readonly entries: number
}

/** The sums of lines in one token. Units: base units of that token. */
export function statementTotals(lines: readonly StatementLine[]): StatementTotals {
  const exposure = sumKnown(lines.map((line) => line.exposure))
  return {
    heldBefore: baseUnits(sum(lines.map((line) => line.heldBefore))),
    paidIn: baseUnits(sum(lines.map((line) => line.paidIn))),
    takenOut: baseUnits(sum(lines.map((line) => line.takenOut))),
    realised: sum(lines.map((line) => line.realised)),
    heldAfter: baseUnits(sum(lines.map((line) => line.heldAfter))),
    exposure: exposure === null ? null : baseUnits(exposure),
    worth: sumKnown(lines.map((line) => line.worth)),
    calls: lines.filter(({ call }) => call !== null).length,
    entries: lines.reduce((count, { entries }) => count + entries.length, 0),
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function sumKnown(amounts: readonly (bigint | null)[]): bigint | null {
  const known = amounts.filter((amount) => amount !== null)
  return known.length < amounts.length ? null : sum(known)
}
