import MongoStore from 'connect-mongo'
import type { Connection } from 'mongoose'
import type { SessionRecords } from '../../desk/ports/accounts.ts'
import { answered } from './failures.ts'

/** How often a session that is only read is written again to live longer, in seconds. */
const TOUCH_SECONDS = 3_600

const COLLECTION = 'sessions'

/** Sessions in the database, so that several servers share them. Expired ones count as gone at once. */
export function createSessionStore(connection: Connection): MongoStore {
  return MongoStore.create({
    // The driver's own client, under mongoose's name for the same class.
    client: connection.getClient(),
    dbName: connection.name,
    collectionName: COLLECTION,
    autoRemove: 'disabled',
    touchAfter: TOUCH_SECONDS,
  })
}

/** The same sessions, for whoever forgets them. */
export function createSessionRecords(connection: Connection): SessionRecords {
  return {
    dropExpired: (worldTime) =>
      answered('drop expired sessions', async () => {
        const before = { expires: { $lt: new Date(worldTime) } }
        const { deletedCount } = await connection.collection(COLLECTION).deleteMany(before)
        return deletedCount
      }),
  }
}
