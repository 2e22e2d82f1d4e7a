import { createHash } from 'node:crypto'
import { PortFailure } from '../../desk/ports.ts'
import type { BitcoinBlock } from '../../desk/ports/bitcoin.ts'
import { MEDIAN_BLOCKS, isWorkDone, medianTime } from '../../domain/index/blocks.ts'
import { headersIn } from '../../domain/index/headers.ts'
import type { Hex } from '../../domain/terms/terms.ts'

/** A block whose header was checked: hash, work, target and link. */
export interface CheckedBlock extends BitcoinBlock {
  readonly raw: Hex
  readonly bits: number
}

/** What a run of headers is held against. */
export interface Ground {
  /** Who told them, for messages. */
  readonly who: string
  /** The compact target that consensus demands at a height. */
  readonly bitsAt: (height: number) => number
  /** The blocks before the first, newest last; none where the run stands by its own work. */
  readonly before: readonly CheckedBlock[]
}

/**
 * `raw` as blocks from height `from` on, each held to consensus as far as headers show it: the target is that of its epoch, the hash is
 * below it, it names the hash before it, and it is dated later than the median of the eleven before.
 *
 * Refuses: PortFailure('index') at the first header that fails, with its height.
 */
export function checkedBlocks(
  raw: readonly Hex[],
  from: number,
  { who, bitsAt, before }: Ground,
): readonly CheckedBlock[] {
  const blocks = [...before]
  raw.forEach((bytes, offset) => {
    const height = from + offset
    const fault = (what: string) => new PortFailure('index', `${who} tells a header at height ${height} that ${what}`)
    const block = blockOf(bytes, height)
    if (block.bits !== bitsAt(height)) throw fault('has another target than its epoch')
    if (!isWorkDone(block.hash, block.bits)) throw fault('has no proof of work')
    const last = blocks.at(-1)
    if (last !== undefined && block.previousHash !== last.hash) throw fault('does not follow the one before')
    if (isTooOld(block, blocks)) throw fault('is dated before its time')
    blocks.push(block)
  })
  return blocks.slice(before.length)
}

/** The hash by which people know a header, with its leading zeros first. */
export function hashOf(raw: Hex): Hex {
  const once = createHash('sha256')
    .update(Buffer.from(raw.slice(2), 'hex'))
    .digest()
  return `0x${createHash('sha256').update(once).digest().reverse().toString('hex')}`
}

function blockOf(raw: Hex, height: number): CheckedBlock & { readonly previousHash: Hex } {
  const [header] = headersIn(raw)
  if (header === undefined) throw new RangeError('no header')
  const { time, bits, previousHash } = header
  return { height, hash: hashOf(raw), time, bits, raw, previousHash }
}

function isTooOld({ time }: BitcoinBlock, before: readonly BitcoinBlock[]): boolean {
  return before.length >= MEDIAN_BLOCKS && time <= medianTime(before.slice(-MEDIAN_BLOCKS).map((block) => block.time))
}
