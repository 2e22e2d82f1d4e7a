import { PortFailure } from '../../desk/ports.ts'
import { MEDIAN_BLOCKS, epochAt, medianTime } from '../../domain/index/blocks.ts'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import type { BlockSource } from './blockSource.ts'
import { checkedBlocks } from './checkedHeaders.ts'
import type { CheckedBlock } from './checkedHeaders.ts'
import { bitsIn, learned } from './learnedEpochs.ts'

/** As many blocks on top of one put it beyond doubt. */
export const CONFIRMATIONS = 6

/** The newest blocks that are looked at when nothing is known yet: enough to know the median time six blocks ago. */
const FIRST_LOOK = 20

/** A longer absence is not caught up block by block: the newest blocks show their own work. */
const LONGEST_WALK = 144

/** As many blocks are remembered at least: what they say need not be asked for again. */
const REMEMBERED = 2_016

/** What one source has shown the work for. */
export interface FollowedSource {
  readonly source: BlockSource
  /** The newest blocks, one after the other, newest last; none before the source has told any. */
  blocks(): readonly CheckedBlock[]
  /** Every epoch from height 0 whose beginning is beyond doubt: those that were known before, and those that the source's headers show. */
  epochs(): readonly DifficultyEpoch[]
  /** Catches up with the source. Refuses: PortFailure('index') where it does not answer, or says what cannot be; what was known stays. */
  catchUp(): Promise<void>
  /** `count` checked blocks from height `from` on; fewer where its chain ends. Refuses: as above. */
  read(from: number, count: number): Promise<readonly CheckedBlock[]>
  /** Looks back until the block at `height` is among those remembered. Refuses: as above. */
  reachBack(height: number): Promise<void>
}

/** What is known of a source's chain. */
interface Chain {
  readonly epochs: readonly DifficultyEpoch[]
  readonly blocks: readonly CheckedBlock[]
}

/**
 * Follows what `source` says of Bitcoin's chain from `base` on, the epochs that are known without it.
 *
 * Every header is checked before it is believed. When the source's newest block does not build on the newest known one, the chain was
 * reorganised: it is followed back to the block both have in common, and from there on the new one counts, if it has more blocks. A
 * source that goes back is not believed.
 */
export function followedSource(source: BlockSource, base: readonly DifficultyEpoch[]): FollowedSource {
  let chain: Chain = { epochs: base, blocks: [] }
  let last: Promise<void> = Promise.resolve()
  // One change of what is known after the other: each begins with what the one before left.
  const change = (next: () => Promise<Chain>): Promise<void> => {
    const changed = last.then(async () => {
      chain = await next()
    })
    last = changed.catch(() => undefined) // whoever asked for it sees why
    return changed
  }
  return {
    source,
    blocks: () => chain.blocks,
    epochs: () => beyondDoubt(chain),
    catchUp: () => change(() => caughtUp(source, base, chain)),
    read: async (from, count) => {
      const first = chain.blocks[0]?.height ?? Infinity
      return from >= first ? chain.blocks.slice(from - first, from - first + count) : read(source, chain, from, count)
    },
    reachBack: (height) => change(() => reachedBack(source, chain, height)),
  }
}

async function read(
  source: BlockSource,
  { epochs, blocks }: Chain,
  from: number,
  count: number,
): Promise<readonly CheckedBlock[]> {
  const before = blocks.filter(({ height }) => height < from).slice(-MEDIAN_BLOCKS)
  const ground = {
    who: source.name,
    bitsAt: bitsIn(source.name, epochs),
    before: before.at(-1)?.height === from - 1 ? before : [],
  }
  return checkedBlocks(await source.headers(from, count), from, ground)
}

async function caughtUp(source: BlockSource, base: readonly DifficultyEpoch[], known: Chain): Promise<Chain> {
  const newest = await source.newestHeight()
  const last = known.blocks.at(-1)
  if (last === undefined) return lookedAt(source, newest, known)
  const common = await commonHeight(source, known)
  // A node never leaves a chain for one that is no longer: it lags, or lies.
  if (newest < last.height || (newest === last.height && common < last.height)) throw goneBack(source, newest)
  if (newest === last.height) return known
  // Another chain from further back than is remembered, and a longer one: it shows its work from where the desk's own table ends.
  if (common < 0) return lookedAt(source, newest, { epochs: base, blocks: [] })
  const kept: Chain = {
    epochs: known.epochs.filter(({ firstHeight }) => firstHeight <= common || epochAt(firstHeight) < base.length),
    blocks: known.blocks.filter(({ height }) => height <= common),
  }
  return newest - common > LONGEST_WALK ? lookedAt(source, newest, kept) : walkedTo(source, newest, kept)
}

/** Only the newest blocks, and the epochs up to theirs. */
async function lookedAt(source: BlockSource, newest: number, { epochs }: Chain): Promise<Chain> {
  const ground = { epochs: await learned(source, epochs, epochAt(newest)), blocks: [] }
  const from = Math.max(0, newest - FIRST_LOOK + 1)
  return { ...ground, blocks: whole(source, newest, await read(source, ground, from, newest - from + 1)) }
}

/** Block by block from the newest that is known. */
async function walkedTo(source: BlockSource, newest: number, known: Chain): Promise<Chain> {
  const ground = { epochs: await learned(source, known.epochs, epochAt(newest)), blocks: known.blocks }
  const from = (known.blocks.at(-1)?.height ?? -1) + 1
  const fresh = whole(source, newest, await read(source, ground, from, newest - from + 1))
  return { ...ground, blocks: [...known.blocks, ...fresh].slice(-REMEMBERED) }
}

function whole(source: BlockSource, newest: number, run: readonly CheckedBlock[]): readonly CheckedBlock[] {
  if (run.at(-1)?.height === newest) return run
  throw new PortFailure('index', `${source.name} does not tell the headers up to its newest block`)
}

/** The height of the newest known block that the source still has; -1 where it has none that is remembered. */
async function commonHeight(source: BlockSource, { blocks }: Chain): Promise<number> {
  for (let end = blocks.length, count = 1; end > 0; end -= count, count = FIRST_LOOK) {
    const some = blocks.slice(Math.max(0, end - count), end)
    const told = await source.headers(some[0]?.height ?? 0, some.length)
    const common = some.findLast(({ raw }, index) => told[index] === raw)
    if (common !== undefined) return common.height
  }
  return -1
}

function goneBack({ name }: BlockSource, newest: number): PortFailure {
  return new PortFailure('index', `${name} has gone back to height ${newest}`)
}

async function reachedBack(source: BlockSource, chain: Chain, height: number): Promise<Chain> {
  let { blocks } = chain
  for (let first = blocks[0]; first !== undefined && first.height > height; first = blocks[0]) {
    const from = Math.max(height, first.height - LONGEST_WALK)
    const older = await read(source, chain, from, first.height - from)
    // Held to what came before it, now that this is known: the first of those remembered had nothing to follow.
    checkedBlocks([first.raw], first.height, {
      who: source.name,
      bitsAt: bitsIn(source.name, chain.epochs),
      before: whole(source, first.height - 1, older).slice(-MEDIAN_BLOCKS),
    })
    blocks = [...older, ...blocks]
  }
  return { ...chain, blocks }
}

/** Without an epoch that began a moment ago; the newest that is left goes on at least until what buried blocks are dated. */
function beyondDoubt({ epochs, blocks }: Chain): readonly DifficultyEpoch[] {
  const deep = blocks.slice(0, -CONFIRMATIONS)
  const deepest = deep.at(-1)
  if (deepest === undefined || deep.length < MEDIAN_BLOCKS) return epochs
  const begun = epochs.filter(({ firstHeight }, number) => number === 0 || firstHeight <= deepest.height)
  const newest = begun.at(-1)
  if (newest?.firstHeight !== epochAt(deepest.height) * BLOCKS_PER_EPOCH) return epochs
  // Every block after them is dated later than their median.
  return [...begun.slice(0, -1), { ...newest, inForceUntil: medianTime(deep.map(({ time }) => time)) }]
}
