import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { createAccountStore } from '../../server/adapters/store/accountStore.ts'
import { createDealStore } from '../../server/adapters/store/dealStore.ts'
import { createRfqStore } from '../../server/adapters/store/rfqStore.ts'
import { temporaryFolder } from '../support/embedded.ts'
import { startDesk, startKilled } from '../support/runningDesk.ts'
import type { RunningDesk } from '../support/runningDesk.ts'

describe('a first start that is killed again and again', function () {
  this.timeout(180_000)
  const dataDir = temporaryFolder()
  let desk: RunningDesk | null = null

  before(async function () {
    // The embedded parts are what this is about: with a database or chain of one's own there is nothing to kill.
    if (process.env.MONGODB_URI !== undefined || process.env.RPC_URL !== undefined) this.skip()
    // Wherever these moments fall: while people are made, while they negotiate, while they sign, while weeks go by.
    for (const milliseconds of [50, 400, 900, 1_500]) await startKilled(dataDir, 'contracts', milliseconds)
    desk = await startDesk(dataDir)
  })
  after(() => desk?.interrupt())

  it('comes up at the next start, at the second at which any desk comes up', async () => {
    assert.equal((await desk!.network()).clock.now, '2021-05-14T00:10:00Z')
  })

  it('says how to sign in', () => {
    const said = desk!.lines.join('\n')
    assert.match(said, /^sign in +open the address below and click Miner, Buyer or Broker$/m)
    assert.match(said, /miner@demo\.example, buyer@demo\.example or broker@demo\.example, password ".{12,}"/)
  })

  it('has lived its past once', async () => {
    const socket = encodeURIComponent(join(dataDir, 'database/sockets/mongodb.sock'))
    const database = await connectDatabase(`mongodb://${socket}/?directConnection=true`, 'hashdesk')
    try {
      const deals = await createDealStore(database).inState([
        'agreed',
        'signedByOne',
        'signedByBoth',
        'opening',
        'open',
      ])
      assert.deepEqual(deals.map(({ state, chain, facts }) => [state, chain?.state.phase, facts.length]).sort(), [
        ['open', 'closed', 4],
        ['open', 'open', 6],
      ])
      const rfqs = await createRfqStore(database).inState(['draft', 'open', 'awarded', 'expired', 'withdrawn'])
      assert.deepEqual(rfqs.map(({ state }) => state).sort(), ['awarded', 'awarded', 'open', 'open', 'open'])
      assert.equal((await createAccountStore(database).privileged()).length, 3)
    } finally {
      await database.close()
    }
  })
})
