/**
 * Lives random deals in the domain and writes them for the replay on the contracts (replay.t.sol).
 *
 *   DIFFERENTIAL_SEED=7 DIFFERENTIAL_DEALS=50000 npm run test:contracts
 *   DIFFERENTIAL_COUNTS=yes npm run test:cases                         says how often everything happened
 *   DIFFERENTIAL_SEED=7 DIFFERENTIAL_DEAL=1234 npm run test:cases      tells one deal instead
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { randomDeal } from './deals.ts'
import { tapeOf } from './tape.ts'
import { Tally } from './tally.ts'
import { PEOPLE } from './world.ts'

const FOLDER = join(import.meta.dirname, '../../../.build/differential')
/** Few enough for one read of the replay. */
const DEALS_PER_FILE = 100
/** With so many, whatever the seed, everything that can happen does happen at least once. */
const USUAL = { seed: '1', deals: 10_000 }

const seed = process.env.DIFFERENTIAL_SEED ?? USUAL.seed
const deals = Number(process.env.DIFFERENTIAL_DEALS ?? USUAL.deals)
const told = process.env.DIFFERENTIAL_DEAL

if (!/^\d+$/.test(seed)) throw new RangeError(`DIFFERENTIAL_SEED is a number, not "${seed}"`)
if (!Number.isSafeInteger(deals) || deals < 1)
  throw new RangeError('DIFFERENTIAL_DEALS is a number of deals, at least 1')
// A refusal is an error, and most acts of a random life are refused: nobody reads where each was thrown.
Error.stackTraceLimit = told === undefined ? 0 : 10
if (told === undefined) writeAll()
else console.log(inspect(randomDeal(seed, Number(told)), { depth: 9, maxArrayLength: null }))

function writeAll(): void {
  mkdirSync(FOLDER, { recursive: true })
  const tally = new Tally()
  const files = Math.ceil(deals / DEALS_PER_FILE)
  for (let file = 0; file < files; file += 1) {
    const first = file * DEALS_PER_FILE
    const count = Math.min(DEALS_PER_FILE, deals - first)
    const some = Array.from({ length: count }, (_, index) => randomDeal(seed, first + index))
    for (const deal of some) tally.add(deal)
    write(`deals-${file}.bin`, tapeOf(BigInt(seed), some, PEOPLE))
  }
  const count = [files, deals].map((number) => number.toString(16).padStart(64, '0')).join('')
  write('count.bin', Buffer.from(count, 'hex'))
  console.log(`differential: seed ${seed}, ${deals} deals: ${tally.summary()}`)
  if (process.env.DIFFERENTIAL_COUNTS !== undefined) for (const line of tally.counts()) console.log(line)
  const missing = tally.missing()
  const isTelling = deals >= USUAL.deals
  if (isTelling && missing.length > 0) throw new Error(`seed ${seed}: never happened: ${missing.join(', ')}`)
}

/** Renamed into place: a replay that runs at the same time reads a whole file. */
function write(name: string, bytes: Buffer): void {
  const draft = join(FOLDER, `${name}.${process.pid}`)
  writeFileSync(draft, bytes)
  renameSync(draft, join(FOLDER, name))
}
