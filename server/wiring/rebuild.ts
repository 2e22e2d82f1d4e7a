/**
 * Builds the read model again from the chain's first block, beside the one that is there, and compares the two byte for byte:
 *
 *   npm run rebuild
 *
 * Nothing of the desk's is changed. Exit code 0: they are the same; 1: they differ, and the first differences are named. Over a database
 * and a chain of one's own the desk may be running meanwhile; embedded ones are started for it, so the desk has to be stopped.
 */
import { readEnv } from '../../config/env.ts'
import { createLogger } from '../../config/logger.ts'
import { lockDataDirectory } from '../adapters/embedded/dataDirectory.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { openShadow } from '../adapters/store/shadow.ts'
import { PortFailure } from '../desk/ports.ts'
import { rebuildBeside } from '../desk/rebuildBeside.ts'
import { startChainPart } from './chainPart.ts'
import { compiledContracts } from './compiledContracts.ts'
import { composePorts } from './composePorts.ts'
import { startDatabasePart } from './databasePart.ts'
import { takeDown } from './takeDown.ts'

const env = readEnv()
const log = createLogger(env.logLevel)
const parts = takeDown(log)

try {
  process.exitCode = (await rebuild()) ? 0 : 1
} catch (error) {
  if (!(error instanceof PortFailure)) throw error
  process.stderr.write(`The read model was not rebuilt: ${error.message}\n`)
  process.exitCode = 1
} finally {
  await parts.stop()
}

async function rebuild(): Promise<boolean> {
  if (env.database.kind === 'embedded' || env.chain.kind === 'embedded') {
    const lock = await lockDataDirectory(env.dataDir)
    parts.add('lock', () => lock.release())
  }
  const databasePart = await startDatabasePart(env, log)
  parts.add('database', () => databasePart.stop())
  const chainPart = await startChainPart(env, compiledContracts(), log)
  parts.add('chain', () => chainPart.stop())
  const connections = { ...chainPart, index: epochTable(), log, indexFromBlock: env.indexFromBlock }
  const shadow = await openShadow(databasePart.database)
  parts.add('shadow', () => shadow.drop())
  const ports = composePorts({ ...connections, database: databasePart.database })
  const beside = composePorts({ ...connections, database: shadow.database })
  const block = await rebuildBeside(ports, beside, () => shadow.begin())
  const { collections, differences } = await shadow.compare()
  process.stdout.write(`${collections.map(({ name, documents }) => `${name} ${documents}`).join(', ')}\n`)
  process.stdout.write(`rebuilt from block ${env.indexFromBlock} to block ${block.number} (${block.hash})\n`)
  for (const { name, id, path } of differences) process.stdout.write(`differs: ${name} ${id}, ${path}\n`)
  process.stdout.write(
    differences.length === 0 ? 'the same, byte for byte\n' : `${differences.length} documents differ\n`,
  )
  return differences.length === 0
}
