import { lockedAtOpen } from '../terms/locked.ts'
import type { BySide, Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { EscrowFact } from './chainFacts.ts'

/** What went into and out of one side's account over the life of the deal so far. */
export interface Cash {
  /** At open: margin, premium if it paid one, its part of the broker's fee. */
  readonly locked: BaseUnits
  readonly toppedUp: BaseUnits
  /** Both together. */
  readonly putIn: BaseUnits
  readonly withdrawn: BaseUnits
  /** Withdrawn and still in the account, less all that went in. */
  readonly gain: bigint
}

/**
 * The cash of `side`, given what its account holds now.
 *
 *   gain = withdrawn + balance − locked at open − topped up
 *
 * Units: base units of the deal's token.
 */
export function cashOf(terms: Terms, facts: readonly EscrowFact[], balance: BySide<BaseUnits>, side: Side): Cash {
  const sum = (name: 'toppedUp' | 'withdrawn') =>
    facts.reduce((total, { event }) => (event.name === name && event.side === side ? total + event.amount : total), 0n)
  const locked = lockedAtOpen(terms, side)
  const [toppedUp, withdrawn] = [sum('toppedUp'), sum('withdrawn')]
  return {
    locked,
    toppedUp: baseUnits(toppedUp),
    putIn: baseUnits(locked + toppedUp),
    withdrawn: baseUnits(withdrawn),
    gain: withdrawn + balance[side] - locked - toppedUp,
  }
}
