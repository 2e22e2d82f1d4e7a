import { min } from './rounding.ts'

/**
 * The least number of 0..most for which `holds`, null if it does not even hold for `most`. Once it holds, it must hold for all that are
 * larger. Looked for in doubling steps from 0, since what is asked for here mostly lies near.
 */
export function leastWhere(most: bigint, holds: (tried: bigint) => boolean): bigint | null {
  if (holds(0n)) return 0n
  let not = 0n
  let does = min(1n, most)
  while (!holds(does)) {
    if (does === most) return null
    not = does
    does = min(does * 2n, most)
  }
  while (does - not > 1n) {
    const middle = (not + does) / 2n
    if (holds(middle)) does = middle
    else not = middle
  }
  return does
}
