/** One transaction that was paid for. Units: `cost` in wei, at most; `at` in milliseconds of world time. */
export interface Paid {
  readonly cost: bigint
  readonly at: number
}

const MS_PER_DAY = 86_400_000n

/**
 * For how many days the account that pays gas lasts if it goes on spending as it did: the balance over what was paid a day since the
 * first of `paid`. Null where nothing was paid, or in no time.
 *
 *   days = ⌊balance × time / paid⌋
 *
 * Units:    `balance` in wei; `now` in milliseconds of world time.
 * Rounding: down: better early than late.
 */
export function gasDaysLeft(balance: bigint, paid: readonly Paid[], now: number): bigint | null {
  const spent = paid.reduce((sum, { cost }) => sum + cost, 0n)
  const since = Math.min(now, ...paid.map(({ at }) => at))
  const time = BigInt(now - since)
  return spent === 0n || time === 0n ? null : (balance * time) / (spent * MS_PER_DAY)
}
