/** Random numbers that come out the same from the same seed, on every machine. */
export interface Random {
  /** 0 … limit − 1. */
  below(limit: bigint): bigint
  /** low … high, both included. */
  int(low: number, high: number): number
  /** True so many times in a hundred. */
  percent(share: number): boolean
  pick<T>(list: readonly [T, ...T[]]): T
  /** 1 … 2^bits − 1, every magnitude as likely as any other. */
  magnitude(bits: number): bigint
}

/** Own stream of numbers for the `index`-th thing made from `seed`: taking one thing out leaves the others as they were. */
export function randomOf(seed: string, index: number): Random {
  const next = sfc32(seed, index)
  const below = (limit: bigint): bigint => {
    let number = 0n
    // 32 bits more than needed: the bias of the remainder is below one in four billion.
    for (let bound = 1n; bound < limit << 32n; bound <<= 32n) number = (number << 32n) | BigInt(next())
    return number % limit
  }
  const int = (low: number, high: number): number => low + (next() % (high - low + 1))
  return {
    below,
    int,
    percent: (share) => next() % 10_000 < share * 100,
    pick: (list) => list[next() % list.length] ?? list[0],
    magnitude: (bits) => {
      const size = BigInt(int(0, bits - 1))
      return (1n << size) + below(1n << size)
    },
  }
}

/**
 * A small fast counter (sfc32) of 128 bits of state.
 *
 * Source: Chris Doty-Humphrey, PractRand.
 */
function sfc32(seed: string, index: number): () => number {
  let [a, b, c, counter] = [hash(`${seed} a`), hash(`${seed} b`), index >>> 0, 1]
  const next = () => {
    const sum = (((a + b) >>> 0) + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = (b ^ (b >>> 9)) >>> 0
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum
  }
  for (let round = 0; round < 16; round += 1) next()
  return next
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193)
  return state >>> 0
}
