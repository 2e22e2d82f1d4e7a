import { createHash } from 'node:crypto'
import { link, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Log } from '../../desk/ports.ts'
import { PortFailure } from '../../desk/ports.ts'
import type { KeptBlock } from './blocks.ts'
import { appendDurably, syncFolder, writeDurably } from './durably.ts'

const CURRENT = 'snapshot.json.gz'
const PREVIOUS = 'snapshot.previous.json.gz'
const DAMAGED = 'snapshot.damaged.json.gz'

/** Where the chain stands on disk. */
export interface StoredChain {
  /** The file with the unpacked snapshot. */
  readonly state: string
  /** The blocks mined since, in order. */
  readonly blocks: readonly KeptBlock[]
}

/** The chain on disk: a snapshot, the blocks mined since, and the snapshot before with its blocks. */
export interface ChainFile {
  /** Replaces the snapshot and forgets the blocks. Once this resolves it survives a crash of anything; a crash before leaves what was. */
  write(gzipped: Buffer): Promise<void>
  /** Adds blocks to the snapshot. Once this resolves they survive a crash of anything. Only after `write`, and not after a failure. */
  append(blocks: readonly KeptBlock[]): Promise<void>
  /**
   * Unpacks the newest snapshot that is whole, `null` where none was ever written.
   *
   * Refuses: when snapshots are there and none is whole. A new chain over existing money is not an answer.
   */
  unpack(): Promise<StoredChain | null>
}

export async function chainFile(dir: string, log: Log): Promise<ChainFile> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  let journal: string | null = null
  let mayAppend = false
  return {
    write: async (gzipped) => {
      mayAppend = false
      await replaceSnapshot(dir, gzipped)
      const own = journalOf(gzipped)
      await dropJournalsBut(dir, [own, journal])
      journal = own
      mayAppend = true
    },
    append: async (blocks) => {
      if (journal === null || !mayAppend) throw new PortFailure('chain', 'there is no snapshot to add blocks to')
      mayAppend = false
      const isNew = !(await readdir(dir)).includes(journal)
      await appendDurably(join(dir, journal), blocks.map((block) => `${JSON.stringify(block)}\n`).join(''), 0o600)
      if (isNew) await syncFolder(dir)
      mayAppend = true
    },
    unpack: async () => {
      const stored = await newestWhole(dir, log)
      if (stored === null) return null
      journal = journalOf(stored.gzipped)
      mayAppend = false
      const state = join(dir, 'loading.json')
      await writeFile(state, stored.json, { mode: 0o600 })
      return { state, blocks: await blocksIn(join(dir, journal)) }
    },
  }
}

async function replaceSnapshot(dir: string, gzipped: Buffer): Promise<void> {
  const draft = join(dir, 'snapshot.next')
  const linked = join(dir, 'snapshot.link')
  await writeDurably(draft, gzipped, 0o600)
  // A link first: at no moment is there no snapshot.
  await rm(linked, { force: true })
  if (await succeeds(link(join(dir, CURRENT), linked))) await rename(linked, join(dir, PREVIOUS))
  await rename(draft, join(dir, CURRENT))
  await syncFolder(dir)
}

/** Blocks belong to the bytes of one snapshot, so that none is ever added to another: a chain may have been rewound between. */
function journalOf(gzipped: Buffer): string {
  return `blocks.${createHash('sha256').update(gzipped).digest('hex').slice(0, 16)}.jsonl`
}

async function dropJournalsBut(dir: string, kept: readonly (string | null)[]): Promise<void> {
  for (const name of await readdir(dir)) {
    if (/^blocks\.[0-9a-f]+\.jsonl$/.test(name) && !kept.includes(name)) await rm(join(dir, name), { force: true })
  }
}

/** Up to a line that a crash cut short, which nobody was told of. */
async function blocksIn(path: string): Promise<readonly KeptBlock[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return ''
    throw error
  })
  const lines = text.split('\n').slice(0, -1)
  try {
    return lines.map((line) => JSON.parse(line) as KeptBlock)
  } catch (cause) {
    throw new PortFailure('chain', `The blocks in ${path} are damaged. Restore the file from a copy.`, { cause })
  }
}

interface Unpacked {
  readonly gzipped: Buffer
  readonly json: Buffer
}

async function newestWhole(dir: string, log: Log): Promise<Unpacked | null> {
  const current = join(dir, CURRENT)
  const previous = join(dir, PREVIOUS)
  const newest = await snapshotIn(current)
  if (newest.kind === 'whole') return newest
  if (newest.kind === 'damaged') {
    log.warn({ file: current, why: newest.why }, 'the snapshot of the chain is damaged; the previous one is used')
    // Out of the way, or the next snapshot would take the place of the good one.
    await rename(current, join(dir, DAMAGED))
  }
  const older = await snapshotIn(previous)
  if (older.kind === 'missing' && newest.kind === 'missing') return null
  if (older.kind !== 'whole') {
    throw new PortFailure(
      'chain',
      `No snapshot of the chain in ${dir} can be read. Restore one, or start with another data directory.`,
    )
  }
  if (newest.kind === 'missing') {
    log.warn({ file: previous }, 'the snapshot of the chain is missing; the previous one is used')
  }
  return older
}

type Snapshot =
  | ({ readonly kind: 'whole' } & Unpacked)
  | { readonly kind: 'damaged'; readonly why: unknown }
  | { readonly kind: 'missing' }

/** gzip carries a checksum and a length, so what unpacks is what was written. */
async function snapshotIn(path: string): Promise<Snapshot> {
  try {
    const gzipped = await readFile(path)
    return { kind: 'whole', gzipped, json: await promisify(gunzip)(gzipped) }
  } catch (why) {
    return isMissing(why) ? { kind: 'missing' } : { kind: 'damaged', why }
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

async function succeeds(linking: Promise<void>): Promise<boolean> {
  return linking.then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false
      throw error
    },
  )
}
