import assert from 'node:assert/strict'
import { createSessionRecords, createSessionStore } from '../../../server/adapters/store/sessionStore.ts'
import { connectedDatabase } from '../../support/connectedDatabase.ts'

const HOUR = 3_600_000

describe('sessions in the database', () => {
  const connection = connectedDatabase()

  it('are dropped once they have expired, and not before', async () => {
    const store = createSessionStore(connection())
    const keep = (id: string, expires: Date) =>
      new Promise<void>((resolve, reject) => {
        const session = { cookie: { originalMaxAge: HOUR, expires }, passport: { user: id } }
        store.set(id, session, (error: unknown) => {
          if (error === null || error === undefined) resolve()
          else reject(error)
        })
      })
    const now = Date.now()
    await keep('over', new Date(now + HOUR))
    await keep('running', new Date(now + 3 * HOUR))
    const records = createSessionRecords(connection())
    assert.equal(await records.dropExpired(now), 0)
    assert.equal(await records.dropExpired(now + 2 * HOUR), 1)
    const left = await connection().collection('sessions').find().toArray()
    assert.equal(left.length, 1)
    assert.match(JSON.stringify(left[0]), /running/)
  })
})
