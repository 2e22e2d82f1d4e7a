import type { BaseUnits } from '../units/baseUnits.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { Instant } from '../units/time.ts'

/** One side of one deal, as a book of many adds it up. Amounts in base units of one token. */
export interface Position {
  readonly balance: BaseUnits
  readonly withdrawable: BaseUnits
  /** Null where the index cannot be read. */
  readonly exposure: BaseUnits | null
  readonly worth: bigint | null
  readonly isLive: boolean
  /** The next settlement, and what it comes to if the index stays; null where none is to come or it cannot be reckoned. */
  readonly nextCash: CashFlow | null
}

export interface CashFlow {
  readonly at: Instant
  /** Negative where the side pays. */
  readonly received: bigint
}

/** What somebody has in all deals of one token together. */
export interface Totals {
  /** In live escrows. */
  readonly locked: BaseUnits
  /** May be taken now, from live and from ended deals. */
  readonly withdrawable: BaseUnits
  /** What would be owed if every live deal ended now; what is unreadable is left out. */
  readonly exposure: BaseUnits
  /** What all live deals are worth at the latest fixing, gains against losses. */
  readonly worth: bigint
  /** The next moment at which money moves, and all that moves then. */
  readonly nextCash: CashFlow | null
}

/** The totals of positions in one token. Units: base units of that token. */
export function totalsOf(positions: readonly Position[]): Totals {
  const live = positions.filter(({ isLive }) => isLive)
  return {
    locked: baseUnits(sum(live.map(({ balance }) => balance))),
    withdrawable: baseUnits(sum(positions.map(({ withdrawable }) => withdrawable))),
    exposure: baseUnits(sum(live.map(({ exposure }) => exposure ?? 0n))),
    worth: sum(live.map(({ worth }) => worth ?? 0n)),
    nextCash: nextCash(live.flatMap(({ nextCash }) => (nextCash === null ? [] : [nextCash]))),
  }
}

function nextCash(flows: readonly CashFlow[]): CashFlow | null {
  if (flows.length === 0) return null
  const at = Math.min(...flows.map((flow) => flow.at))
  return { at, received: sum(flows.filter((flow) => flow.at === at).map(({ received }) => received)) }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
