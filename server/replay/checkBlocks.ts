import { isoInstant } from '../domain/units/calendar.ts'
import type { Instant } from '../domain/units/time.ts'
import { Differs, expectSame, expectThat } from './difference.ts'
import type { ReplayFile } from './format.ts'
import { hashOfBytes, readHeader } from './hashes.ts'

type Block = ReplayFile['blocks'][number]

/** Holds that the blocks are in order, and that each is what its hash is the hash of. Returns those that say no header. */
export function checkBlocks(file: ReplayFile): readonly number[] {
  const { blocks, facts, fixings, results, asOf } = file
  const isReferredTo = new Set([...facts, ...fixings, ...results.valuations, asOf].map(({ block }) => block))
  blocks.forEach((block, index) => {
    const at = `blocks[${index}]`
    expectSame(`${at}.time`, isoInstant(block.timestamp), block.time)
    if (block.header !== null) checkHeader(block, block.header, at)
    checkAfter(block, blocks[index - 1], at)
    expectThat(isReferredTo.has(block.number), `${at}.number`, 'a block in which something happened', block.number)
  })
  expectSame('asOf.block', blocks.at(-1)?.number, asOf.block)
  return blocks.filter(({ header }) => header === null).map(({ number }) => number)
}

function checkHeader({ number, hash, timestamp }: Block, header: `0x${string}`, at: string): void {
  expectSame(`${at}.hash`, hashOfBytes(header), hash)
  const told = readHeader(header)
  expectSame(`${at}.number`, told?.number, BigInt(number))
  expectSame(`${at}.timestamp`, told?.timestamp, BigInt(timestamp))
}

function checkAfter({ number, timestamp }: Block, before: Block | undefined, at: string): void {
  if (before === undefined) return
  expectThat(number > before.number, `${at}.number`, `more than ${before.number}`, number)
  expectThat(timestamp >= before.timestamp, `${at}.timestamp`, `at least ${before.timestamp}`, timestamp)
}

/** Something that stands in the chain's log. */
export interface Place {
  readonly block: number
  readonly logIndex: number
  readonly transaction: string
}

/** Whether one thing stands before another in the chain's log. */
export function isBefore(one: Pick<Place, 'block' | 'logIndex'>, other: Pick<Place, 'block' | 'logIndex'>): boolean {
  return one.block < other.block || (one.block === other.block && one.logIndex < other.logIndex)
}

function isInOrder(before: Place, one: Place): boolean {
  return isBefore(before, one) || (isRow(before) && isRow(one) && !isBefore(one, before))
}

/** Whether it is one of a row of days, which stand in one event. */
function isRow(place: Place): boolean {
  return 'provenance' in place && (place.provenance as Provenance).kind === 'proven'
}

type Provenance = ReplayFile['fixings'][number]['provenance']

/** The time of each block in the file, which every event must stand in. */
export function clockOf({ blocks }: ReplayFile): (at: string, block: number) => Instant {
  const times = new Map(blocks.map(({ number, timestamp }) => [number, timestamp]))
  return (at, block) => {
    const time = times.get(block)
    if (time === undefined) throw new Differs(`${at}.block`, 'one of the blocks in the file', block)
    return time
  }
}

/** Holds that events and fixings are each in the chain's order, no two in one place, and no transaction in two blocks. */
export function checkOrder(file: ReplayFile): void {
  const timeOf = clockOf(file)
  const taken = new Set<string>()
  const blockOf = new Map<string, number>()
  for (const part of ['facts', 'fixings'] as const) {
    file[part].forEach((one, index) => {
      const at = `${part}[${index}]`
      timeOf(at, one.block)
      const before = file[part][index - 1]
      const key = `${one.block}:${one.logIndex}`
      // A proven oracle makes a row of days final in one event.
      if (part === 'facts' || before === undefined || isBefore(before, one)) {
        expectThat(!taken.has(key), `${at}.logIndex`, 'a place of its own', one.logIndex)
      }
      if (before !== undefined) expectThat(isInOrder(before, one), `${at}.logIndex`, 'a later place', one.logIndex)
      taken.add(key)
      const block = blockOf.get(one.transaction) ?? one.block
      expectSame(`${at}.block`, block, one.block)
      blockOf.set(one.transaction, block)
    })
  }
}
