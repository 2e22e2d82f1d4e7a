import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { startChain } from '../../../server/adapters/embedded/chain.ts'
import { lockDataDirectory } from '../../../server/adapters/embedded/dataDirectory.ts'
import { startDatabase } from '../../../server/adapters/embedded/database.ts'
import { NATIVE_CACHE, REPLAY_GENESIS, temporaryFolder, testLog } from '../../support/embedded.ts'
import { until, userOf } from './chainUser.ts'
import type { EmbeddedParts } from './embeddedParts.ts'
import { isRunning } from './running.ts'

describe('when the desk is killed outright', function () {
  this.timeout(30_000)

  it('its database and its chain die with it, and the next start finds all that was acknowledged', async () => {
    const dir = temporaryFolder()
    const desk = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'embeddedParts.ts'), dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(desk.stdout, 'data')) as [Buffer]
    const parts = JSON.parse(said.toString()) as EmbeddedParts

    const connection = await mongoose.createConnection(parts.uri, { dbName: 'desk' }).asPromise()
    const written = Array.from({ length: 10 }, (_, i) => ({ _id: `deal ${i}`, hashrate: i }))
    for (const deal of written) await connection.collection<(typeof written)[0]>('deals').insertOne(deal)
    await connection.close()
    const user = userOf(parts.rpcUrl)
    await user.rpc('evm_setNextBlockTimestamp', REPLAY_GENESIS + 86_400)
    await user.transact()
    const receipt = await user.transact()

    desk.kill('SIGKILL')
    await once(desk, 'exit')
    await until(() => Promise.resolve(isRunning(parts.databasePid) || isRunning(parts.chainPid) ? null : 'gone'))

    const lock = await lockDataDirectory(dir)
    const [database, chain] = await Promise.all([
      startDatabase({ dir: join(dir, 'database'), log: testLog, cache: NATIVE_CACHE }),
      startChain({ dir: join(dir, 'chain'), genesis: REPLAY_GENESIS, clock: 'replay', log: testLog }),
    ])
    try {
      const again = await mongoose.createConnection(database.uri, { dbName: 'desk' }).asPromise()
      assert.deepEqual(await again.collection('deals').find().sort({ hashrate: 1 }).toArray(), written)
      await again.close()

      const later = userOf(chain.rpcUrl)
      assert.deepEqual(await later.receiptOf(receipt.transactionHash), receipt)
      assert.equal(await later.nonce(), 2)
      assert.equal(Number((await later.block('latest')).timestamp), REPLAY_GENESIS + 86_401)
      await later.rpc('evm_mine')
      assert.equal(Number((await later.block('latest')).timestamp), REPLAY_GENESIS + 86_402)
    } finally {
      await Promise.all([database.stop(), chain.stop()])
      await lock.release()
    }
  })
})
