import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../../desk/ports.ts'
import type { Clock, IndexSource, Log } from '../../desk/ports.ts'
import type { BitcoinBlock, BitcoinChain, BitcoinKnown, SourceSeen, SourcesDiffer } from '../../desk/ports/bitcoin.ts'
import type { HeaderSource } from '../../desk/ports/proofs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import type { BlockSource } from './blockSource.ts'
import type { CheckedBlock } from './checkedHeaders.ts'
import { CONFIRMATIONS, followedSource } from './followedSource.ts'
import type { FollowedSource } from './followedSource.ts'
import { rewardsBy } from './rewards.ts'

/** Blocks come every ten minutes: asking more often tires the source for nothing. In milliseconds of world time. */
const BETWEEN_QUESTIONS_MS = 20_000

/** How many blocks at a time, and how many in all, two sources that differ are looked back. */
const LOOK_BACK = 144
const LONGEST_LOOK = 2_016

/** A source that is slow keeps nothing else of the desk waiting for longer. */
const LONGEST_WAIT_MS = 5_000

export interface LiveIndexWanted {
  /** One or two, the one that is asked first before the other. */
  readonly sources: readonly BlockSource[]
  /** The epochs that are known without them, of which each is exact. */
  readonly base: readonly DifficultyEpoch[]
  readonly clock: Pick<Clock, 'worldNow'>
  readonly log: Log
  readonly betweenQuestionsMs?: number
}

/** Bitcoin's own chain as the desk's index: one reading of it behind three ports. */
export interface LiveIndex {
  readonly index: IndexSource
  readonly headers: HeaderSource
  readonly bitcoin: BitcoinChain
}

interface Watched {
  readonly followed: FollowedSource
  answeredAt: number | null
  trouble: string | null
}

/**
 * Follows Bitcoin by `sources`, each by itself and checked by itself, and holds what they say against one another.
 *
 * The one with the longest chain speaks for all, among those that answered the last time. Where two differ on a block that six others
 * are on top of, nothing is told of it or of what came after, until they agree again: `headers` fails, and `known` says where.
 */
export function liveIndex({
  sources,
  base,
  clock,
  log,
  betweenQuestionsMs = BETWEEN_QUESTIONS_MS,
}: LiveIndexWanted): LiveIndex {
  const watched = sources.map((source): Watched => ({
    followed: followedSource(source, base),
    answeredAt: null,
    trouble: null,
  }))
  const askAll = async () => {
    await Promise.all(watched.map((one) => ask(one, clock, log)))
    await lookForFork(watched, log)
  }
  const catchUp = nowAndThen(askAll, clock, betweenQuestionsMs)
  const followed = watched.map((one) => one.followed)
  const rewards = rewardsBy(followed, clock, betweenQuestionsMs)
  const known = (): BitcoinKnown => {
    const chain = knownBy(watched)
    return { ...chain, differences: [...chain.differences, ...rewards.differences()] }
  }
  const follow = async () => {
    await catchUp()
    return known()
  }
  return {
    bitcoin: { follow, known, rewards: rewards.of },
    index: {
      kind: 'bitcoin',
      epochs: () => {
        // Pages read what is known; what is new comes behind their backs.
        void follow()
        return Promise.resolve(epochsOf(watched))
      },
    },
    headers: headersBy(watched, catchUp),
  }
}

/** `act`, unless it was done less than `betweenMs` ago; what takes longer than anybody waits goes on behind the caller's back. */
function nowAndThen(act: () => Promise<void>, clock: Pick<Clock, 'worldNow'>, betweenMs: number): () => Promise<void> {
  let under: Promise<void> | null = null
  let askedAt = -Infinity
  return async () => {
    if (under === null && clock.worldNow() - askedAt >= betweenMs) {
      askedAt = clock.worldNow()
      under = act().finally(() => (under = null))
    }
    if (under !== null) await Promise.race([under, pause(LONGEST_WAIT_MS, undefined, { ref: false })])
  }
}

function headersBy(watched: readonly Watched[], catchUp: () => Promise<void>): HeaderSource {
  return {
    newestHeight: async () => {
      await catchUp()
      const { newest, differences } = knownBy(watched)
      assertAgreed(differences)
      return newest?.height ?? null
    },
    headers: async (from, count) => {
      const run = await speakerOf(watched).read(from, count)
      assertAgreed(knownBy(watched).differences)
      return run.map(({ raw }) => raw)
    },
  }
}

async function ask(one: Watched, clock: Pick<Clock, 'worldNow'>, log: Log): Promise<void> {
  try {
    await one.followed.catchUp()
    one.answeredAt = clock.worldNow()
    one.trouble = null
  } catch (error) {
    // Whatever a source says must not stop a desk that only reads it: what is no PortFailure is a bug, and told with its stack.
    const why = error instanceof Error ? error.message : String(error)
    const facts = { source: one.followed.source.name, ...(error instanceof PortFailure ? { why } : { error }) }
    if (one.trouble !== why) log.warn(facts, 'a source of Bitcoin’s chain fails')
    one.trouble = why
  }
}

/** Where two sources differ in all that both are remembered to have said, they are asked for older blocks, until it is seen where they part. */
async function lookForFork(watched: readonly Watched[], log: Log): Promise<void> {
  const both = watched.map(({ followed }) => followed)
  try {
    for (let first = unseenFork(both); first !== null; first = unseenFork(both)) {
      const height = Math.max(0, first - LOOK_BACK)
      await Promise.all(both.map((followed) => followed.reachBack(height)))
    }
  } catch (error) {
    log.warn({ error }, 'it is not seen where two sources of Bitcoin’s chain part')
  }
}

/** The lowest height that both are remembered at, where they differ there already and it is not too far back; null otherwise. */
function unseenFork(both: readonly FollowedSource[]): number | null {
  const first = firstOfBoth(both)
  const isNear = first > 0 && first > Math.max(...both.map(heightOf)) - LONGEST_LOOK
  const differs = differencesBetween(both).some(({ height }) => height === first)
  return isNear && differs ? first : null
}

function firstOfBoth(both: readonly FollowedSource[]): number {
  return Math.max(...both.map((followed) => followed.blocks()[0]?.height ?? -1))
}

/** Whoever has the longest chain, among those that were believed the last time; the first, if none was. */
function speakerOf(watched: readonly Watched[]): FollowedSource {
  const believed = watched.filter(({ trouble }) => trouble === null)
  const [first, ...others] = (believed.length > 0 ? believed : watched).map(({ followed }) => followed)
  if (first === undefined) throw new RangeError('nobody is asked about Bitcoin')
  return others.reduce((best, other) => (heightOf(other) > heightOf(best) ? other : best), first)
}

function heightOf(followed: FollowedSource): number {
  return followed.blocks().at(-1)?.height ?? -1
}

function knownBy(watched: readonly Watched[]): BitcoinKnown {
  const newest = speakerOf(watched).blocks().at(-1)
  return {
    newest: newest === undefined ? null : named(newest),
    sources: watched.map(({ followed, answeredAt, trouble }): SourceSeen => {
      const own = followed.blocks().at(-1)
      return { name: followed.source.name, newest: own === undefined ? null : named(own), answeredAt, trouble }
    }),
    differences: differencesBetween(watched.map(({ followed }) => followed)),
  }
}

function named({ height, hash, time }: CheckedBlock): BitcoinBlock {
  return { height, hash, time }
}

/** Where two sources have another block at one height that is buried in both, the lowest such height; and every epoch they begin otherwise. */
function differencesBetween([one, other]: readonly FollowedSource[]): readonly SourcesDiffer[] {
  if (one === undefined || other === undefined) return []
  const buried = Math.min(heightOf(one), heightOf(other)) - CONFIRMATIONS
  const blocks = new Map(other.blocks().map((block) => [block.height, block]))
  const differing = one
    .blocks()
    .find(({ height, hash }) => height <= buried && (blocks.get(height)?.hash ?? hash) !== hash)
  const epochs = epochsDiffering(one.epochs(), other.epochs())
  if (differing === undefined) return epochs
  const { height, time } = differing
  return [...epochs, { height, about: 'hash', time: Math.min(time, blocks.get(height)?.time ?? time) }]
}

function epochsDiffering(one: readonly DifficultyEpoch[], other: readonly DifficultyEpoch[]): readonly SourcesDiffer[] {
  return one.flatMap(({ firstHeight, firstHash, firstTime }, number): readonly SourcesDiffer[] => {
    const its = other[number]
    if (its === undefined || its.firstHash === firstHash) return []
    return [{ height: firstHeight, about: 'hash', time: Math.min(firstTime, its.firstTime) }]
  })
}

/** The epochs as far as the sources agree: on the day of the earliest difference the index ends. */
function epochsOf(watched: readonly Watched[]): readonly DifficultyEpoch[] {
  const epochs = speakerOf(watched).epochs()
  const from = Math.min(...knownBy(watched).differences.map(({ time }) => time))
  if (from === Infinity) return epochs
  const agreed = epochs.filter(({ firstTime }, number) => number === 0 || firstTime < from)
  const newest = agreed.at(-1)
  if (newest === undefined) return []
  const until = Math.min(newest.inForceUntil ?? (agreed.length < epochs.length ? from : 0), from)
  return [...agreed.slice(0, -1), { ...newest, inForceUntil: until }]
}

function assertAgreed(differences: readonly SourcesDiffer[]): void {
  const [first] = differences
  if (first === undefined) return
  throw new PortFailure(
    'index',
    `the sources of Bitcoin’s chain differ at height ${first.height}: nothing is relayed until they agree`,
  )
}
