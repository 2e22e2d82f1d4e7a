import { readFileSync } from 'node:fs'
import { headersIn } from '../../domain/index/headers.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { PortFailure } from '../../desk/ports.ts'
import type { HeaderSource } from '../../desk/ports/proofs.ts'

/** Beside this file, in the sources as in the build. */
const TABLE = new URL('./retargets.csv', import.meta.url)

const HEADING = 'height,last,first'
const ROW = /^(?<height>\d+),(?<last>[A-Za-z0-9+/]{107}=),(?<first>[A-Za-z0-9+/]{107}=)$/

/**
 * The real headers around each retarget up to January 2025, one on each side: what a relay of replayed history is fed with.
 *
 * Refuses (PortFailure): a table that is missing, or in another format.
 */
export function retargetHeaders(): HeaderSource {
  return headerTable(parseRetargets(readTable()))
}

/** A source that knows the headers of `known`, by height, and replays history: nothing of it is known before its time. */
export function headerTable(known: ReadonlyMap<number, Hex>): HeaderSource {
  const timed = [...known].map(([height, header]) => ({ height, time: headersIn(header)[0]?.time ?? 0 }))
  const byHeight = timed.sort((one, other) => one.height - other.height)
  return {
    newestHeight: (asOf) => {
      // Times need not rise from block to block: a block is known once it and those before it lie in the past.
      const next = byHeight.findIndex(({ time }) => time > asOf)
      return Promise.resolve(byHeight[(next < 0 ? byHeight.length : next) - 1]?.height ?? null)
    },
    headers: (from, count) => {
      const run: Hex[] = []
      for (let height = from; run.length < count; height += 1) {
        const header = known.get(height)
        if (header === undefined) break
        run.push(header)
      }
      return Promise.resolve(run)
    },
  }
}

function readTable(): string {
  try {
    return readFileSync(TABLE, 'utf8')
  } catch (cause) {
    throw new PortFailure('index', 'the table of headers around retargets cannot be read', { cause })
  }
}

/** Headers by height, from a table in the format of `retargets.csv`; lines that begin with # are remarks. */
export function parseRetargets(text: string): ReadonlyMap<number, Hex> {
  const [heading, ...rows] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  if (heading !== HEADING) throw new PortFailure('index', `the table of headers must begin with "${HEADING}"`)
  return new Map(rows.flatMap(rowOf))
}

function rowOf(line: string): readonly [height: number, header: Hex][] {
  const fields = ROW.exec(line)?.groups
  if (fields === undefined) throw new PortFailure('index', `not the headers of a retarget: ${line}`)
  const height = parseInt(fields.height ?? '', 10)
  return [
    [height - 1, bytesOf(fields.last)],
    [height, bytesOf(fields.first)],
  ]
}

function bytesOf(base64 = ''): Hex {
  return `0x${Buffer.from(base64, 'base64').toString('hex')}`
}
