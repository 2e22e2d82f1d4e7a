import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Log } from '../../desk/ports.ts'
import { PortFailure } from '../../desk/ports.ts'

const CURRENT = 'snapshot.json.gz'
const PREVIOUS = 'snapshot.previous.json.gz'
const DAMAGED = 'snapshot.damaged.json.gz'

/** The chain as it was last kept on disk, and as it was the time before. */
export interface SnapshotFile {
  /** Replaces the snapshot. Once this resolves it survives a crash of anything; a crash before leaves the old one. */
  write(gzipped: Buffer): Promise<void>
  /**
   * Unpacks the newest snapshot that is whole and returns where it lies, `null` where none was ever written.
   *
   * Refuses: when snapshots are there and none is whole. A new chain over existing money is not an answer.
   */
  unpack(): Promise<string | null>
}

export async function snapshotFile(dir: string, log: Log): Promise<SnapshotFile> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const current = join(dir, CURRENT)
  const previous = join(dir, PREVIOUS)
  return {
    write: async (gzipped) => {
      const draft = join(dir, 'snapshot.next')
      await writeDurably(draft, gzipped)
      // A link first: at no moment is there no snapshot.
      const linked = join(dir, 'snapshot.link')
      await rm(linked, { force: true })
      if (await succeeds(link(current, linked))) await rename(linked, previous)
      await rename(draft, current)
      await syncFolder(dir)
    },
    unpack: async () => {
      const newest = await stateIn(current)
      if (newest.kind === 'damaged') {
        log.warn({ file: current, why: newest.why }, 'the snapshot of the chain is damaged; the previous one is used')
        // Out of the way, or the next snapshot would take the place of the good one.
        await rename(current, join(dir, DAMAGED))
      }
      const state = newest.kind === 'whole' ? newest : await stateIn(previous)
      if (state.kind === 'missing' && newest.kind === 'missing') return null
      if (state.kind !== 'whole') {
        throw new PortFailure('chain', `No snapshot of the chain in ${dir} can be read. Restore one, or start with another data directory.`)
      }
      if (newest.kind === 'missing') log.warn({ file: previous }, 'the snapshot of the chain is missing; the previous one is used')
      const unpacked = join(dir, 'loading.json')
      await writeFile(unpacked, state.json, { mode: 0o600 })
      return unpacked
    },
  }
}

type Stored =
  | { readonly kind: 'whole'; readonly json: Buffer }
  | { readonly kind: 'damaged'; readonly why: unknown }
  | { readonly kind: 'missing' }

/** gzip carries a checksum and a length, so what unpacks is what was written. */
async function stateIn(path: string): Promise<Stored> {
  try {
    return { kind: 'whole', json: await promisify(gunzip)(await readFile(path)) }
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

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
