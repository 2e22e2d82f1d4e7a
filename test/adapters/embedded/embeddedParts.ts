/**
 * A program that brings up the database and the chain in the folder named by its argument, says where they are in one line
 * of JSON, and stays: something to be killed.
 */
import { join } from 'node:path'
import { startChain } from '../../../server/adapters/embedded/chain.ts'
import { lockDataDirectory } from '../../../server/adapters/embedded/dataDirectory.ts'
import { startDatabase } from '../../../server/adapters/embedded/database.ts'
import { NATIVE_CACHE, REPLAY_GENESIS, testLog } from '../../support/embedded.ts'

/** What it says. */
export interface EmbeddedParts {
  readonly databasePid: number
  readonly chainPid: number
  readonly uri: string
  readonly rpcUrl: string
}

const dir = process.argv[2] ?? ''
await lockDataDirectory(dir)
const [database, chain] = await Promise.all([
  startDatabase({ dir: join(dir, 'database'), log: testLog, cache: NATIVE_CACHE }),
  startChain({ dir: join(dir, 'chain'), genesis: REPLAY_GENESIS, clock: 'replay', log: testLog }),
])
const parts: EmbeddedParts = {
  databasePid: database.pid(),
  chainPid: chain.pid(),
  uri: database.uri,
  rpcUrl: chain.rpcUrl,
}
process.stdout.write(`${JSON.stringify(parts)}\n`)
