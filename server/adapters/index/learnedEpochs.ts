import { PortFailure } from '../../desk/ports.ts'
import { epochAt } from '../../domain/index/blocks.ts'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { headersIn } from '../../domain/index/headers.ts'
import { nextBits } from '../../domain/index/retarget.ts'
import type { BlockSource } from './blockSource.ts'
import { checkedBlocks } from './checkedHeaders.ts'

/** The compact target that consensus demands at a height, by the epochs that are known. */
export function bitsIn(who: string, epochs: readonly DifficultyEpoch[]): (height: number) => number {
  return (height) => {
    const epoch = epochs[epochAt(height)]
    if (epoch === undefined)
      throw new PortFailure('index', `${who} tells of height ${height}, whose epoch is not known`)
    return epoch.bits
  }
}

/** `epochs`, and all after them up to number `newest` as the source's headers show them. Refuses: PortFailure('index'). */
export async function learned(
  source: BlockSource,
  epochs: readonly DifficultyEpoch[],
  newest: number,
): Promise<readonly DifficultyEpoch[]> {
  const all = [...epochs]
  for (let number = all.length; number <= newest; number += 1) all.push(await shownBy(source, all, number))
  return all
}

/**
 * Epoch `number`, from the two headers around its beginning: the last of the epoch before, and its own first.
 *
 * Both show the work of the target that consensus demands; that of the new epoch follows from how long the one before took.
 */
async function shownBy(
  source: BlockSource,
  known: readonly DifficultyEpoch[],
  number: number,
): Promise<DifficultyEpoch> {
  const before = known[number - 1]
  if (before === undefined) throw new RangeError(`epoch ${number} has none before it`)
  const firstHeight = number * BLOCKS_PER_EPOCH
  const raw = await source.headers(firstHeight - 1, 2)
  const bits = nextBits(before.bits, before.firstTime, headersIn(raw[0] ?? '0x')[0]?.time ?? 0)
  const bitsAt = (height: number) => (height < firstHeight ? before.bits : bits)
  const [, first] = checkedBlocks(raw, firstHeight - 1, { who: source.name, bitsAt, before: [] })
  if (first === undefined) {
    throw new PortFailure('index', `${source.name} does not tell the headers around height ${firstHeight}`)
  }
  const { time: firstTime, hash: firstHash } = first
  return { firstHeight, bits, firstTime, lastTime: null, firstHash, lastHash: null, isTimeEstimated: false }
}
