import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { startDatabase } from '../../../server/adapters/embedded/database.ts'
import type { EmbeddedDatabase } from '../../../server/adapters/embedded/database.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Log } from '../../../server/desk/ports.ts'
import { NATIVE_CACHE, temporaryFolder, testLog } from '../../support/embedded.ts'
import { until } from './chainUser.ts'
import { isRunning } from './running.ts'

const warnings: string[] = []
const log: Log = { ...testLog, warn: (_facts, message) => warnings.push(message) }

const start = (dir: string) => startDatabase({ dir, log, cache: NATIVE_CACHE })

async function connect(database: EmbeddedDatabase): Promise<Connection> {
  return mongoose.createConnection(database.uri, { dbName: 'desk', serverSelectionTimeoutMS: 2_000 }).asPromise()
}

const deals = (connection: Connection) => connection.collection<{ _id: string; hashrate: number }>('deals')

describe('the embedded database', () => {
  let dir: string
  let database: EmbeddedDatabase
  let connection: Connection

  before(async () => {
    dir = temporaryFolder()
    database = await start(dir)
    connection = await connect(database)
  })
  after(async () => {
    await connection.close()
    await database.stop()
  })

  it('acknowledges a write once it is in the journal', () => {
    assert.equal(new URL(database.uri).searchParams.get('journal'), 'true')
  })

  it('is back under the same address after it was killed, with every acknowledged document', async () => {
    const written = Array.from({ length: 20 }, (_, i) => ({ _id: `before ${i}`, hashrate: i }))
    for (const deal of written) await deals(connection).insertOne(deal)
    const { uri } = database
    const killed = database.pid()

    process.kill(killed, 'SIGKILL')
    const found = await until(() =>
      deals(connection)
        .find({ _id: /^before/ })
        .sort({ hashrate: 1 })
        .toArray(),
    )

    assert.deepEqual(found, written)
    assert.equal(database.uri, uri)
    assert.notEqual(database.pid(), killed)
    assert.deepEqual(warnings, ['the database ended by itself and is started again'])
    await deals(connection).insertOne({ _id: 'after', hashrate: 1 })
  })

  it('refuses a folder that another database has open, and does not disturb that one', async () => {
    await assert.rejects(
      start(dir),
      (error: Error) => error instanceof PortFailure && error.message.includes('is open in another process'),
    )
    await deals(connection).insertOne({ _id: 'undisturbed', hashrate: 1 })
    assert.equal(await deals(connection).countDocuments({ _id: 'undisturbed' }), 1)
  })

  it('may be told to acknowledge from memory, and then ends for good when it is stopped', async () => {
    const fleeting = await startDatabase({ dir: temporaryFolder(), log, cache: NATIVE_CACHE, acknowledges: 'memory' })
    assert.equal(new URL(fleeting.uri).searchParams.get('journal'), 'false')
    const pid = fleeting.pid()
    await fleeting.stop()
    assert.equal(isRunning(pid), false)
  })
})
