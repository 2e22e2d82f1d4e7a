import type { Connection } from 'mongoose'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { startTestDatabase } from './embedded.ts'
import type { TestDatabase } from './embedded.ts'

/** A database of a suite's own, connected before its first test and thrown away after its last. */
export function connectedDatabase(): () => Connection {
  let database: TestDatabase
  let connection: Connection
  before(async () => {
    database = await startTestDatabase()
    connection = await connectDatabase(database.uri, database.dbName)
  })
  after(async () => {
    await connection.close()
    await database.stop()
  })
  return () => connection
}
