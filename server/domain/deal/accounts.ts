import { otherSide } from '../terms/terms.ts'
import type { BySide, Side } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'

/** The most the two accounts may hold together: 2^96 − 1, so that both fit the escrow's one slot. */
export const LARGEST_BALANCE = (1n << 96n) - 1n

type Balances = BySide<BaseUnits>

/** The accounts after `amount` was added to the one of `side` (taken from it, if negative). */
export function credited(balance: Balances, side: Side, amount: bigint): Balances {
  return { ...balance, [side]: baseUnits(balance[side] + amount) }
}

/** The accounts after `payer` paid `amount` to the other side (received it, if negative). The sum stays. */
export function transferred(balance: Balances, payer: Side, amount: bigint): Balances {
  return credited(credited(balance, payer, 0n - amount), otherSide(payer), amount)
}
