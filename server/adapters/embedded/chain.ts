import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '../../desk/ports.ts'
import type { Instant } from '../../domain/units/time.ts'
import { CHAIN_ID, launchAnvil } from './anvilChild.ts'
import type { Anvil, ChainClock } from './anvilChild.ts'
import { chainFile } from './chainFile.ts'
import type { ChainFile } from './chainFile.ts'
import { durableChain } from './durableChain.ts'
import type { DurableChain } from './durableChain.ts'
import { keepRunning } from './keepRunning.ts'
import type { KeptRunning } from './keepRunning.ts'
import { hasEnded, killNow } from './mortalChild.ts'
import { headOf, rpcTo } from './rpc.ts'
import { openRpcGate } from './rpcGate.ts'
import type { RpcGate } from './rpcGate.ts'

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

export type KeptChainOptions = ChainOptions & {
  /** Web origins whose pages may ask; other pages are refused. */
  readonly origins?: readonly string[]
  /** For tests that slow the disk down. */
  readonly file?: (file: ChainFile) => ChainFile
}

/**
 * Starts a chain that lives as long as this process, and not on disk: for one demonstration or one test.
 *
 * Refuses: a port that is taken (PortFailure).
 */
export async function startFleetingChain(options: ChainOptions): Promise<EmbeddedChain> {
  const cache = await emptyFolder(join(resolve(options.dir), 'cache'))
  const anvil = await launchAnvil({ ...options, port: options.port ?? 0, stored: null, cache })
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
 * Its public address is a gate in this process: what a caller has a receipt of is on disk, whoever asked, so neither a
 * crash of the chain nor of the desk takes it back.
 *
 * Refuses: a port that is taken; a folder whose snapshots are all damaged. Both are a PortFailure.
 */
export async function startChain(options: KeptChainOptions): Promise<EmbeddedChain> {
  const dir = resolve(options.dir)
  const { log, port = 0, origins = [] } = options
  const ownFile = await chainFile(dir, log)
  const file = options.file?.(ownFile) ?? ownFile
  const node = noNode()
  const durable = durableChain(() => rpcTo(node.url ?? 'http://127.0.0.1:0'), file)
  if (options.clock === 'live') durable.keepWhole()
  const gate = await openRpcGate({ port, origins, upstream: () => node.url, durable, log })
  try {
    const launch = async () => {
      const anvil = await launchFrom(file, dir, options)
      try {
        await node.become(anvil, durable)
      } catch (error) {
        await killNow(anvil.child)
        throw error
      }
      return anvil.child
    }
    const running = await keepRunning({ name: 'chain', log, launch })
    const chain = keptChain(gate, node, running, durable, log)
    await durable.keepEverything().catch(async (error: unknown) => {
      await chain.stop()
      throw error
    })
    return chain
  } catch (error) {
    await gate.close()
    throw error
  }
}

/** The anvil of the moment. */
interface Node {
  /** Null while none is running: its port may be another's by now. */
  url: string | null
  version: string
  become(anvil: Anvil, durable: DurableChain): Promise<void>
}

function noNode(): Node {
  const node: Node = {
    url: null,
    version: '',
    become: async ({ child, url, version }, durable) => {
      child.once('exit', () => {
        node.url = null
      })
      durable.restartFrom(await headOf(rpcTo(url)))
      node.url = url
      node.version = version
    },
  }
  return node
}

function keptChain(gate: RpcGate, node: Node, running: KeptRunning, durable: DurableChain, log: Log): EmbeddedChain {
  return {
    rpcUrl: gate.url,
    chainId: CHAIN_ID,
    version: node.version,
    pid: () => running.child().pid ?? 0,
    flush: () => durable.keepBlocks(),
    stop: async () => {
      await gate.close()
      await running.stop(async (child) => {
        // A chain that ended by itself a moment ago has nothing more to say.
        if (!hasEnded(child)) await lastSnapshot(durable, log)
        await killNow(child)
      })
    },
  }
}

async function launchFrom(file: ChainFile, dir: string, options: ChainOptions): Promise<Anvil> {
  const cache = await emptyFolder(join(dir, 'cache'))
  const stored = await file.unpack()
  const anvil = await launchAnvil({ ...options, port: 0, stored, cache })
  if (stored !== null) await rm(stored.state, { force: true })
  return anvil
}

/** Everything acknowledged is on disk already; a failure here loses nothing that anybody was told. */
async function lastSnapshot(durable: DurableChain, log: Log): Promise<void> {
  await durable.keepEverything().catch((error: unknown) => {
    log.warn({ error }, 'the chain was stopped without a last snapshot')
  })
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}
