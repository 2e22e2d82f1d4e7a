import MongoStore from 'connect-mongo'
import type { Connection } from 'mongoose'

/** How often a session that is only read is written again to live longer, in seconds. */
const TOUCH_SECONDS = 3_600

/** Sessions in the database, so that several servers share them. Expired ones count as gone at once. */
export function createSessionStore(connection: Connection): MongoStore {
  return MongoStore.create({
    // The driver's own client, under mongoose's name for the same class.
    client: connection.getClient(),
    dbName: connection.name,
    collectionName: 'sessions',
    autoRemove: 'disabled',
    touchAfter: TOUCH_SECONDS,
  })
}
