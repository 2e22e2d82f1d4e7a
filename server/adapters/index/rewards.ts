import { PortFailure } from '../../desk/ports.ts'
import type { Clock } from '../../desk/ports.ts'
import type { BitcoinChain, DayRewards, SourcesDiffer } from '../../desk/ports/bitcoin.ts'
import { Refusal } from '../../domain/refusals.ts'
import { endOfDay } from '../../domain/units/time.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import type { CheckedBlock } from './checkedHeaders.ts'
import type { FollowedSource } from './followedSource.ts'

/** How many older blocks are asked for at a time. */
const LOOK_BACK = 144

/** A day that ended longer before the newest block is not looked for: every header since would have to be told. In seconds. */
const LONGEST_AGO = 60 * 86_400

/** What the blocks of a day's window paid, as all sources tell it; or where two tell otherwise. */
type RewardsTold = { readonly agreed: DayRewards } | { readonly differ: SourcesDiffer } | null

/** What blocks paid, as a desk is told it. */
interface Rewards {
  readonly of: BitcoinChain['rewards']
  /** The block of which two sources told the last time that it paid otherwise. */
  differences(): readonly SourcesDiffer[]
}

/** What blocks paid. The same is not asked again at once: an answer that is no use today is none in two seconds. */
export function rewardsBy(
  sources: readonly FollowedSource[],
  clock: Pick<Clock, 'worldNow'>,
  betweenMs: number,
): Rewards {
  let differ: readonly SourcesDiffer[] = []
  let last = { day: -1, askedAt: -Infinity, told: Promise.resolve<RewardsTold>(null) }
  return {
    differences: () => differ,
    of: async (day, blocks) => {
      const askedAt = clock.worldNow()
      if (last.day !== day || askedAt - last.askedAt >= betweenMs) {
        last = { day, askedAt, told: rewardsTold(sources, day, blocks) }
      }
      const told = await last.told
      differ = told !== null && 'differ' in told && told.differ.about === 'fees' ? [told.differ] : []
      if (told === null) return null
      if ('differ' in told) throw new Refusal('sourcesDiffer', { height: told.differ.height })
      return told.agreed
    },
  }
}

/**
 * What the last `count` blocks up to the end of `day` paid, by all of `sources`; null while one of them does not show that the day is over.
 *
 * The last block of a day is the highest one dated before its end, as the epoch in force is. Throws PortFailure('index').
 */
async function rewardsTold(sources: readonly FollowedSource[], day: Day, count: number): Promise<RewardsTold> {
  const end = endOfDay(day)
  if (!sources.every((source) => isOver(source, end))) return null
  const windows: (readonly CheckedBlock[])[] = []
  for (const source of sources) windows.push(await windowOf(source, end, count))
  const [window = [], ...others] = windows
  const apart = window.find(({ hash }, index) => others.some((other) => other[index]?.hash !== hash))
  return apart === undefined ? feesTold(sources, window) : differing(apart, 'hash')
}

async function feesTold(sources: readonly FollowedSource[], window: readonly CheckedBlock[]): Promise<RewardsTold> {
  const told = await Promise.all(sources.map(({ source }) => source.fees(window)))
  const apart = window.find((_block, index) => new Set(told.map((fees) => fees[index])).size > 1)
  if (apart !== undefined) return differing(apart, 'fees')
  const last = window.at(-1)
  if (last === undefined) throw new PortFailure('index', 'no block is dated before the end of that day')
  const feesSat = (told[0] ?? []).reduce((sum, fees) => sum + fees, 0n)
  const { height, hash, time, bits } = last
  return { agreed: { last: { height, hash, time }, bits, blocks: window.length, feesSat } }
}

function differing({ height, time }: CheckedBlock, about: SourcesDiffer['about']): RewardsTold {
  return { differ: { height, about, time } }
}

/** Whether no block can come any more that is dated before `end`. */
function isOver(source: FollowedSource, end: Instant): boolean {
  return (source.epochs().at(-1)?.inForceUntil ?? 0) >= end
}

async function windowOf(source: FollowedSource, end: Instant, count: number): Promise<readonly CheckedBlock[]> {
  if ((source.blocks().at(-1)?.time ?? 0) - end > LONGEST_AGO) {
    throw new PortFailure('index', `${source.source.name} is not asked for blocks of so long ago`)
  }
  for (;;) {
    const blocks = source.blocks()
    const last = blocks.findLastIndex(({ time }) => time < end)
    if (last >= count - 1) return blocks.slice(last - count + 1, last + 1)
    const first = blocks[0]?.height ?? 0
    if (first === 0) throw new PortFailure('index', `${source.source.name} tells of fewer blocks than are averaged`)
    await source.reachBack(Math.max(0, last < 0 ? first - LOOK_BACK : first + last - count + 1))
  }
}
