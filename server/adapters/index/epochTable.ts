import { readFileSync } from 'node:fs'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { targetOf } from '../../domain/index/target.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { PortFailure } from '../../desk/ports.ts'
import type { IndexSource } from '../../desk/ports.ts'

/** Beside this file, in the sources as in the build. */
const TABLE = new URL('./epochs.csv', import.meta.url)

/** Every epoch up to height 955 583. A table of another length is not the one that was verified. */
const EPOCHS_IN_TABLE = 474

const HEADER = 'first_height,bits,first_time,last_time,first_hash,last_hash,time_source'
const ROW =
  /^(?<firstHeight>\d+),(?<bits>[0-9a-f]{8}),(?<firstTime>\d+),(?<lastTime>\d*),(?<firstHash>[0-9a-f]{64}|),(?<lastHash>[0-9a-f]{64}|),(?<source>header|estimate)$/

/**
 * The replay index: the built-in table of real difficulty epochs, read and checked once at start.
 *
 * Refuses (PortFailure): a table that is missing, of another length, or with a gap, a malformed row or times that go back.
 */
export function epochTable(): IndexSource {
  const epochs = parseEpochs(readTable())
  return { kind: 'epoch-table', epochs: () => Promise.resolve(epochs) }
}

function readTable(): string {
  try {
    return readFileSync(TABLE, 'utf8')
  } catch (cause) {
    throw new PortFailure('index', 'the table of difficulty epochs cannot be read', { cause })
  }
}

/** The epochs of a table in the format of `epochs.csv`; lines that begin with # are remarks. */
export function parseEpochs(text: string): readonly DifficultyEpoch[] {
  const [header, ...rows] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  if (header !== HEADER) throw new PortFailure('index', `the table of difficulty epochs must begin with "${HEADER}"`)
  const epochs = rows.map(parseRow)
  if (epochs.length !== EPOCHS_IN_TABLE) {
    throw new PortFailure('index', `the table has ${epochs.length} difficulty epochs, not ${EPOCHS_IN_TABLE}`)
  }
  epochs.forEach((epoch, number) => checkFollows(epoch, number, epochs[number - 1]))
  return epochs
}

function parseRow(line: string): DifficultyEpoch {
  const fields = ROW.exec(line)?.groups
  if (fields === undefined) throw new PortFailure('index', `not a difficulty epoch: ${line}`)
  const field = (name: string) => fields[name] ?? ''
  return {
    firstHeight: parseInt(field('firstHeight'), 10),
    bits: parseInt(field('bits'), 16),
    firstTime: parseInt(field('firstTime'), 10),
    lastTime: field('lastTime') === '' ? null : parseInt(field('lastTime'), 10),
    firstHash: hashOf(field('firstHash')),
    lastHash: hashOf(field('lastHash')),
    isTimeEstimated: field('source') === 'estimate',
  }
}

function hashOf(hex: string): Hex | null {
  return hex === '' ? null : `0x${hex}`
}

function checkFollows(epoch: DifficultyEpoch, number: number, before: DifficultyEpoch | undefined): void {
  if (epoch.firstHeight !== number * BLOCKS_PER_EPOCH) {
    throw new PortFailure('index', `epoch ${number} must begin at height ${number * BLOCKS_PER_EPOCH}`)
  }
  if (before !== undefined && epoch.firstTime <= before.firstTime) {
    throw new PortFailure('index', `epoch ${number} begins before the one before it`)
  }
  try {
    targetOf(epoch.bits)
  } catch (cause) {
    throw new PortFailure('index', `epoch ${number} has no target`, { cause })
  }
}
