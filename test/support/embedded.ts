/**
 * A database and a chain for one test file: embedded and thrown away, or those of MONGODB_URI and RPC_URL, which every
 * test must pass against as well. Start them in `before`, stop them in `after`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { startFleetingChain } from '../../server/adapters/embedded/chain.ts'
import type { EmbeddedChain } from '../../server/adapters/embedded/chain.ts'
import { startDatabase } from '../../server/adapters/embedded/database.ts'
import { rpcTo } from '../../server/adapters/embedded/rpc.ts'
import type { Log } from '../../server/desk/ports.ts'

/** 12 April 2021 00:00 UTC, where the replay begins. */
export const REPLAY_GENESIS = 1_618_185_600

/** One copy of the database's library for all tests of this checkout. */
export const NATIVE_CACHE = join(import.meta.dirname, '../../.build/native')

export interface TestDatabase {
  readonly uri: string
  /** A database that no other test file uses: `mongoose.connect(uri, { dbName })`. */
  readonly dbName: string
  stop(): Promise<void>
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const dbName = `hashdesk_test_${Math.random().toString(36).slice(2)}`
  const external = process.env.MONGODB_URI
  if (external !== undefined && external !== '') return { uri: external, dbName, stop: () => drop(external, dbName) }
  const database = await startDatabase({
    dir: temporaryFolder(),
    log: testLog,
    cache: NATIVE_CACHE,
    acknowledges: 'memory',
  })
  return { uri: database.uri, dbName, stop: () => database.stop() }
}

async function drop(uri: string, dbName: string): Promise<void> {
  const connection = await mongoose.createConnection(uri, { dbName }).asPromise()
  await connection.dropDatabase()
  await connection.close()
}

export interface TestChain {
  readonly rpcUrl: string
  readonly chainId: number
  stop(): Promise<void>
}

/**
 * A chain that begins on 12 April 2021 and whose time stands still between blocks. One of RPC_URL must be an anvil started with
 * `--timestamp 1618185600`; it is put back to where it stood when the tests of a file are over.
 */
export async function startTestChain(options: { readonly genesis?: number } = {}): Promise<TestChain | EmbeddedChain> {
  const external = process.env.RPC_URL
  if (external !== undefined && external !== '') return borrowedChain(external)
  return startFleetingChain({
    dir: temporaryFolder(),
    genesis: options.genesis ?? REPLAY_GENESIS,
    clock: 'replay',
    log: testLog,
  })
}

async function borrowedChain(url: string): Promise<TestChain> {
  const rpc = rpcTo(url)
  const chainId = Number(await rpc('eth_chainId'))
  const snapshot = await rpc('evm_snapshot')
  await rpc('anvil_setBlockTimestampInterval', 1)
  return {
    rpcUrl: url,
    chainId,
    stop: async () => {
      await rpc('evm_revert', snapshot)
    },
  }
}

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is removed when the tests are over, however they end short of a kill. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hashdesk-test-'))
  folders.push(folder)
  return folder
}

/** Says what goes wrong and nothing else. */
export const testLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (facts, message) => {
    console.error(message, facts)
  },
}
