import { divUp, max, min } from '../units/rounding.ts'

/** What a transaction offers for its gas (EIP-1559). Units: wei per gas. */
export interface Fees {
  /** The most that is paid in all. */
  readonly most: bigint
  /** The most of it that goes to whoever mines the block. */
  readonly tip: bigint
}

/**
 * What a transaction offers when it is first sent: twice today's base fee lasts through six full blocks, and what is not needed is not
 * paid. Null where even today's base fee is above `cap`: it would only wait.
 */
export function firstFees(baseFee: bigint, tip: bigint, cap: bigint): Fees | null {
  if (baseFee > cap) return null
  const most = min(2n * baseFee + tip, cap)
  return { most, tip: min(tip, most) }
}

/**
 * What a transaction that has waited too long offers instead: today's fees, and an eighth more than before of both, because nodes take a
 * replacement only if both rise by a tenth (some ask an eighth). Null where that is above `cap`: it goes on waiting as it is.
 *
 * Rounding: up.
 * Source:   go-ethereum's `--txpool.pricebump`; EIP-1559.
 */
export function replacementFees(before: Fees, today: Fees, cap: bigint): Fees | null {
  const most = max(risen(before.most), today.most)
  const tip = max(risen(before.tip), today.tip)
  return most > cap ? null : { most, tip: min(tip, most) }
}

/** An eighth more, and something more of nothing. */
function risen(amount: bigint): bigint {
  return divUp(amount * 9n, 8n) + 1n
}
