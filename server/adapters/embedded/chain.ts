import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '../../desk/ports.ts'
import type { Instant } from '../../domain/units/time.ts'
import { CHAIN_ID, launchAnvil } from './anvilChild.ts'
import type { Anvil, ChainClock } from './anvilChild.ts'
import { keepRunning } from './keepRunning.ts'
import { killNow } from './mortalChild.ts'
import { headOf, rpcTo } from './rpc.ts'
import { openRpcGate } from './rpcGate.ts'
import { snapshotFile } from './snapshotFile.ts'
import type { SnapshotFile } from './snapshotFile.ts'
import { snapshotsOf } from './snapshots.ts'

export interface EmbeddedChain {
  readonly rpcUrl: string
  readonly chainId: number
  readonly version: string
  pid(): number
  /** Resolves once everything that has happened on the chain is on disk. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface ChainOptions {
  /** The chain's own folder; made if missing. */
  readonly dir: string
  /** The public port; any free one if not said. */
  readonly port?: number
  readonly genesis: Instant
  readonly clock: ChainClock
  readonly log: Log
  /** The anvil to run instead of the installed one. */
  readonly program?: string
}

/**
 * Starts a chain that lives as long as this process, and not on disk: for one demonstration or one test.
 *
 * Refuses: a port that is taken (PortFailure).
 */
export async function startFleetingChain(options: ChainOptions): Promise<EmbeddedChain> {
  const cache = await emptyFolder(join(resolve(options.dir), 'cache'))
  const anvil = await launchAnvil({ ...options, port: options.port ?? 0, state: null, cache })
  return {
    rpcUrl: anvil.url,
    chainId: CHAIN_ID,
    version: anvil.version,
    pid: () => anvil.child.pid ?? 0,
    flush: () => Promise.resolve(),
    stop: () => killNow(anvil.child),
  }
}

/**
 * Starts the chain kept in `dir`, or a new one, and keeps it running until `stop`.
 *
 * Its public address is a gate in this process: what a caller has been told is mined is on disk, whoever asked, so
 * neither a crash of the chain nor of the desk takes it back.
 *
 * Refuses: a port that is taken; a folder whose snapshots are all damaged. Both are a PortFailure.
 */
export async function startChain(
  options: ChainOptions & {
    /** Web origins whose pages may ask; other pages are refused. */
    readonly origins?: readonly string[]
    /** For tests that slow the disk down. */
    readonly file?: (file: SnapshotFile) => SnapshotFile
  },
): Promise<EmbeddedChain> {
  const dir = resolve(options.dir)
  const ownFile = await snapshotFile(dir, options.log)
  const file = options.file?.(ownFile) ?? ownFile
  const node: { url: string | null; version: string } = { url: null, version: '' }
  const snapshots = snapshotsOf(() => rpcTo(node.url ?? 'http://127.0.0.1:0'), file)
  const gate = await openRpcGate({
    port: options.port ?? 0,
    origins: options.origins ?? [],
    upstream: () => node.url,
    snapshots,
    log: options.log,
  })

  const launch = async () => {
    node.url = null
    const anvil = await launchFrom(file, dir, options)
    snapshots.restartFrom(await headOf(rpcTo(anvil.url)))
    node.url = anvil.url
    node.version = anvil.version
    return anvil.child
  }
  try {
    const running = await keepRunning({ name: 'chain', log: options.log, launch })
    await snapshots.flush()
    return {
      rpcUrl: gate.url,
      chainId: CHAIN_ID,
      version: node.version,
      pid: () => running.child().pid ?? 0,
      flush: () => snapshots.flush(),
      stop: async () => {
        await gate.close()
        await running.stop(async (child) => {
          await lastFlush(snapshots.flush(), options.log)
          await killNow(child)
        })
      },
    }
  } catch (error) {
    await gate.close()
    throw error
  }
}

async function launchFrom(file: SnapshotFile, dir: string, options: ChainOptions): Promise<Anvil> {
  const cache = await emptyFolder(join(dir, 'cache'))
  const state = await file.unpack()
  const anvil = await launchAnvil({ ...options, port: 0, state, cache })
  if (state !== null) await rm(state, { force: true })
  return anvil
}

/** Everything acknowledged is on disk already; a failure here loses nothing that anybody was told. */
async function lastFlush(flushing: Promise<void>, log: Log): Promise<void> {
  await flushing.catch((error: unknown) => {
    log.warn({ error }, 'the chain was stopped without a last snapshot')
  })
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}
