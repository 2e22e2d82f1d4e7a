/** A chain that a test mines for itself, at a difficulty that takes a few hashes a block: what real headers cannot show, as forks. */
import { hashOf } from '../../server/adapters/index/checkedHeaders.ts'
import { isWorkDone } from '../../server/domain/index/blocks.ts'
import { BLOCKS_PER_EPOCH } from '../../server/domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../server/domain/index/epochs.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import type { Instant } from '../../server/domain/units/time.ts'

/** An easy target: a few hashes are below it, and its index value still fits into an oracle. */
const EASY_BITS = 0x201fffff

const TEN_MINUTES = 600

/** `count` epochs of equal difficulty, two weeks apart; the last begins at `firstTime`, and is where a mined chain lies in. */
export function easyEpochs(firstTime: Instant, count = 1): readonly DifficultyEpoch[] {
  return Array.from({ length: count }, (_, number) => ({
    firstHeight: number * BLOCKS_PER_EPOCH,
    bits: EASY_BITS,
    firstTime: firstTime - (count - 1 - number) * 14 * 86_400,
    lastTime: null,
    firstHash: null,
    lastHash: null,
    isTimeEstimated: false,
  }))
}

/** `count` blocks ten minutes apart from height `from` on, the first dated `firstTime`. */
export function minedChain(firstTime: Instant, count: number, from = 0): ReadonlyMap<number, Hex> {
  const first = blockOn(null, firstTime)
  return grown(new Map([[from, first]]), from + count)
}

/** The blocks of `chain` below `height`, and from there on another miner's, up to below `end`. */
export function forkedAt(chain: ReadonlyMap<number, Hex>, height: number, end: number): ReadonlyMap<number, Hex> {
  return grown(new Map([...chain].filter(([at]) => at < height)), end, 2)
}

/** A block on top of `before`, dated `time`; `miner` tells one miner's blocks from another's. */
export function blockOn(before: Hex | null, time: Instant, miner = 1): Hex {
  const bytes = Buffer.alloc(80)
  bytes.writeUInt32LE(0x20000000, 0)
  if (before !== null) Buffer.from(hashOf(before).slice(2), 'hex').reverse().copy(bytes, 4)
  bytes.writeUInt32LE(miner, 36)
  bytes.writeUInt32LE(time, 68)
  bytes.writeUInt32LE(EASY_BITS, 72)
  for (let nonce = 0; ; nonce += 1) {
    bytes.writeUInt32LE(nonce, 76)
    const raw: Hex = `0x${bytes.toString('hex')}`
    if (isWorkDone(hashOf(raw), EASY_BITS)) return raw
  }
}

function grown(chain: Map<number, Hex>, end: number, miner = 1): ReadonlyMap<number, Hex> {
  const newest = Math.max(...chain.keys())
  let before = chain.get(newest)!
  let time = Buffer.from(before.slice(2), 'hex').readUInt32LE(68)
  for (let height = newest + 1; height < end; height += 1) {
    time += TEN_MINUTES
    before = blockOn(before, time, miner)
    chain.set(height, before)
  }
  return chain
}
