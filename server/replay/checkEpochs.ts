import { bme14, subsidyAt } from '../domain/index/bme.ts'
import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { EPOCHS_AVERAGED } from '../domain/index/fixings.ts'
import { headersIn } from '../domain/index/headers.ts'
import type { BlockHeader } from '../domain/index/headers.ts'
import { targetOf } from '../domain/index/target.ts'
import { dayOf, endOfDay } from '../domain/units/time.ts'
import type { Day } from '../domain/units/time.ts'
import { Differs, expectSame, expectThat } from './difference.ts'
import type { ReplayFile } from './format.ts'
import { bitcoinHash } from './hashes.ts'

type Epoch = ReplayFile['index']['epochs'][number]

/** How much later than a day's end a header must be to show that no retarget came before: clocks of miners may be wrong by so much. */
const TIP_MARGIN = 2 * 3_600

/** What the headers in the file say a day's value is; null where they do not reach that day. */
export type ProvenValue = (day: Day) => { readonly epoch: number; readonly value: bigint } | null

/**
 * Holds that every epoch follows from its headers: that they are linked, that each took the work its target asks for, and that they
 * begin the epoch as it is told. Returns what they make of each day, and the epochs that are only told.
 */
export function checkEpochs({ index }: ReplayFile): {
  readonly valueOf: ProvenValue
  readonly untold: readonly number[]
} {
  const { epochs, series } = index
  epochs.forEach((epoch, place) => {
    const at = `index.epochs[${place}]`
    const before = epochs[place - 1]
    if (before !== undefined) {
      expectSame(`${at}.number`, before.number + 1, epoch.number)
      expectThat(epoch.firstTime >= before.firstTime, `${at}.firstTime`, 'a later time', epoch.firstTime)
    }
    if (epoch.headers.length > 0) checkOpening(epoch, before, at)
    if (epoch.survival !== null) checkSurvival(epoch, epoch.survival, `${at}.survival`)
  })
  return {
    valueOf: (day) => valueIn(epochs, EPOCHS_AVERAGED[series], day),
    untold: epochs.filter(({ headers }) => headers.length === 0).map(({ number }) => number),
  }
}

function checkOpening({ bits, firstTime, headers }: Epoch, before: Epoch | undefined, at: string): void {
  expectThat(headers.length === 2, `${at}.headers`, 'two runs of headers', headers.length)
  const [ending = [], opening = []] = headers.map((run, index) => runOf(run, `${at}.headers[${index}]`))
  const first = opening[0]
  expectThat(first !== undefined && ending.length > 0, `${at}.headers`, 'headers in both runs', headers)
  checkRun([...ending, ...opening], `${at}.headers`)
  expectThat(
    opening.every((header) => header.bits === first.bits),
    `${at}.headers[1]`,
    'one target',
    headers[1],
  )
  expectSame(`${at}.bits`, first.bits, bits)
  expectSame(`${at}.firstTime`, first.time, firstTime)
  if (before !== undefined) expectSame(`${at}.headers[0]`, before.bits, ending.at(-1)?.bits)
}

function checkSurvival({ bits }: Epoch, survival: NonNullable<Epoch['survival']>, at: string): void {
  const run = survival.headers.flatMap((headers, index) => runOf(headers, `${at}.headers[${index}]`))
  checkRun(run, `${at}.headers`)
  const isItsOwn = run.length > 0 && run.every((header) => header.bits === bits && header.time >= survival.until)
  expectThat(isItsOwn, `${at}.until`, 'no later than the headers of the epoch that show it', survival.until)
}

function runOf(run: `0x${string}`, at: string): readonly BlockHeader[] {
  try {
    return headersIn(run)
  } catch {
    throw new Differs(at, 'headers of 80 bytes', run)
  }
}

/** Each header names the hash of the one before it, and its own hash does not exceed its target. */
function checkRun(run: readonly BlockHeader[], at: string): void {
  run.forEach((header, index) => {
    const before = run[index - 1]
    if (before !== undefined) expectSame(at, bitcoinHash(before.raw), header.previousHash)
    expectThat(BigInt(bitcoinHash(header.raw)) <= targetOf(header.bits), at, 'headers that took their work', header.raw)
  })
}

/** The epoch in force at a day's end, known by the one after it or by later headers of its own, and the average it gives. */
function valueIn(epochs: readonly Epoch[], count: number, day: Day): ReturnType<ProvenValue> {
  const place = epochs.findLastIndex(({ firstTime }) => firstTime < endOfDay(day))
  const epoch = epochs[place]
  if (epoch === undefined || place + 1 < count || day > lastKnownDay(epoch, epochs[place + 1])) return null
  const window = epochs.slice(place + 1 - count, place + 1)
  const sum = window.reduce((total, { number, bits }) => {
    return total + bme14(targetOf(bits), subsidyAt(number * BLOCKS_PER_EPOCH))
  }, 0n)
  return { epoch: epoch.number, value: sum / BigInt(count) }
}

function lastKnownDay({ survival }: Epoch, next: Epoch | undefined): Day {
  if (next !== undefined) return dayOf(next.firstTime) - 1
  return survival === null ? -1 : dayOf(survival.until - TIP_MARGIN) - 1
}
