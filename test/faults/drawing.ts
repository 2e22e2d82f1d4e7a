import { createHash } from 'node:crypto'

/** Numbers that look random, below a bound, and are the same for the same seed. */
export function drawing(seed: string): (below: number) => number {
  let count = 0
  return (below) => {
    count += 1
    return createHash('sha256').update(`${seed}/${count}`).digest().readUInt32BE() % below
  }
}
