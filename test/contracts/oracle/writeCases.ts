/**
 * Writes what the tests of the proven index read: the domain's fixings of every day, from the built-in table of epochs, and, where the
 * project's neighbour has them, the real headers of Bitcoin's history.
 *
 *   fixings.bin     first day, number of days, then five words a day: BME14, BME28, BME56, BME84, BME168
 *   retargets.bin   for each of 436 retargets: first and last header of the old epoch, first of the new one
 *   window.bin      8,065 headers in a row, from height 822,528
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import type { DifficultyEpoch } from '../../../server/domain/index/epochs.ts'
import { fixingOfDay } from '../../../server/domain/index/fixings.ts'
import { SERIES } from '../../../server/domain/index/readings.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'
import { dayOf } from '../../../server/domain/units/time.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, '.build/relay')
const HISTORY = join(ROOT, '../shared/data')

/** The first epoch that has a value in every series: BME168 averages twelve. */
const FIRST_EPOCH = 11
/** The epoch that begins with the last retarget of the history: its beginning fixes the day before it. */
const LAST_EPOCH = 436

mkdirSync(FOLDER, { recursive: true })
const days = fixings(await epochTable().epochs())
write('fixings.bin', wordsOf([days[0]?.day ?? 0, days.length, ...days.flatMap(({ values }) => values)]))
const told = [
  bring('btc_retarget_headers.csv', 'retargets.bin', headersOf),
  bring('btc_headers_822528_830592.bin', 'window.bin', (bytes) => bytes),
]
console.log(`relay: fixings of ${days.length} days, ${told.join(', ')}`)

interface Day {
  readonly day: number
  readonly values: readonly bigint[]
}

/** The days on which an epoch between the two was in force at the end. */
function fixings(all: readonly DifficultyEpoch[]): readonly Day[] {
  const [first, last] = [all[FIRST_EPOCH], all[LAST_EPOCH]]
  if (first === undefined || last === undefined) throw new RangeError('the table is too short')
  const firstDay = dayOf(first.firstTime)
  return Array.from({ length: dayOf(last.firstTime) - firstDay }, (_, offset) => ({
    day: firstDay + offset,
    values: SERIES.map((series) => valueOn(all, series, firstDay + offset)),
  }))
}

function valueOn(all: readonly DifficultyEpoch[], series: SeriesName, day: number): bigint {
  const fixing = fixingOfDay(all, series, day)
  if (fixing === null) throw new RangeError(`${series} has no fixing on day ${day}`)
  return fixing.value
}

function wordsOf(numbers: readonly (bigint | number)[]): Buffer {
  return Buffer.from(numbers.map((number) => BigInt(number).toString(16).padStart(64, '0')).join(''), 'hex')
}

/** The three headers of every retarget, one after the other. */
function headersOf(table: Buffer): Buffer {
  const [, ...rows] = table.toString().trimEnd().split('\n')
  return Buffer.concat(rows.map((row) => Buffer.from(row.split(',').slice(3, 6).join(''), 'hex')))
}

/** Says whether what a test reads is there; what an earlier run wrote is removed where it no longer is. */
function bring(source: string, name: string, made: (bytes: Buffer) => Buffer): string {
  const path = join(HISTORY, source)
  if (existsSync(path)) {
    write(name, made(readFileSync(path)))
    return `${name} from ${source}`
  }
  rmSync(join(FOLDER, name), { force: true })
  return `no ${source}, without which a test is skipped`
}

/** Renamed into place: a test that runs at the same time reads a whole file. */
function write(name: string, bytes: Buffer): void {
  const draft = join(FOLDER, `${name}.${process.pid}`)
  writeFileSync(draft, bytes)
  renameSync(draft, join(FOLDER, name))
}
