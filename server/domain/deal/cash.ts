import { lockedAtOpen } from '../terms/locked.ts'
import type { Address, BySide, Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { EscrowEvent, EscrowFact } from './chainFacts.ts'

/** What somebody who owns or owned a side put into its account and got out of it so far. */
export interface Cash {
  readonly owner: Address
  /** What it came in with. At open: margin, premium if it paid one, its part of the broker's fee; in a takeover: the deposit. */
  readonly locked: BaseUnits
  readonly toppedUp: BaseUnits
  /** Both together. */
  readonly putIn: BaseUnits
  readonly withdrawn: BaseUnits
  /** What was left to it when its side was taken over: a claim, withdrawn or not. */
  readonly leftover: BaseUnits
  /** Withdrawn, left over and still in the account, less all that was put in. */
  readonly gain: bigint
}

/** Those who have owned one side. */
interface CashOfOwners {
  readonly present: Cash
  /** Whose side was taken over, the first first. */
  readonly former: readonly Cash[]
}

/**
 * The cash of everybody who has owned `side`, given what its account holds now.
 *
 *   gain = withdrawn + leftover + balance, if the side is still its − locked − topped up
 *
 * All gains on both sides together come to the broker's fee, taken away.
 *
 * Units: base units of the deal's token.
 */
export function cashOfOwners(
  terms: Terms,
  facts: readonly EscrowFact[],
  balance: BySide<BaseUnits>,
  side: Side,
): CashOfOwners {
  const former: Cash[] = []
  let present = cameIn(terms[side], lockedAtOpen(terms, side))
  for (const { event } of facts) {
    if (event.name === 'takenOver' && event.side === side) {
      former.push({ ...present, leftover: event.leftover, gain: present.gain + event.leftover })
      present = cameIn(event.taker, event.deposit)
    } else {
      present = after(present, event, side)
    }
  }
  return { present: { ...present, gain: present.gain + balance[side] }, former }
}

function cameIn(owner: Address, locked: BaseUnits): Cash {
  const nothing = baseUnits(0n)
  return { owner, locked, toppedUp: nothing, putIn: locked, withdrawn: nothing, leftover: nothing, gain: 0n - locked }
}

function after(cash: Cash, event: EscrowEvent, side: Side): Cash {
  if (event.name === 'toppedUp' && event.side === side) {
    const { amount } = event
    const toppedUp = baseUnits(cash.toppedUp + amount)
    return { ...cash, toppedUp, putIn: baseUnits(cash.putIn + amount), gain: cash.gain - amount }
  }
  if (event.name === 'withdrawn' && event.side === side) {
    return { ...cash, withdrawn: baseUnits(cash.withdrawn + event.amount), gain: cash.gain + event.amount }
  }
  return cash
}
