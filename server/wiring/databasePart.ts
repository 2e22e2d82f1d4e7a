import { join } from 'node:path'
import type { Connection } from 'mongoose'
import type { Env } from '../../config/env.ts'
import { startDatabase } from '../adapters/embedded/database.ts'
import { connectDatabase } from '../adapters/store/connect.ts'
import type { Log } from '../desk/ports.ts'

const DATABASE_NAME = 'hashdesk'

/** The database the desk keeps its records in. */
export interface DatabasePart {
  readonly database: Connection
  /** Whether other servers may be on it. */
  readonly servers: 'one' | 'several'
  /** What to tell people about it. */
  readonly line: string
  stop(): Promise<void>
}

/** Brings the database up: the embedded one, or the one that is configured. Refuses: PortFailure. */
export async function startDatabasePart(env: Env, log: Log): Promise<DatabasePart> {
  if (env.database.kind === 'external') {
    const { uri } = env.database
    const database = await connectDatabase(uri, namesDatabase(uri) ? undefined : DATABASE_NAME)
    const line = `external MongoDB, database "${database.name}"`
    return { database, servers: 'several', line, stop: () => database.close() }
  }
  const dir = join(env.dataDir, 'database')
  const engine = await startDatabase({ dir, log })
  try {
    const database = await connectDatabase(engine.uri, DATABASE_NAME)
    return {
      database,
      servers: 'one',
      line: `${engine.version}, kept in ${dir}; for trying out: SSPL, experimental, no authentication`,
      stop: async () => {
        await database.close()
        await engine.stop()
      },
    }
  } catch (error) {
    await engine.stop()
    throw error
  }
}

/** Whether a mongodb:// address says which database it means. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(uri)
}
