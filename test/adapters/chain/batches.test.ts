import assert from 'node:assert/strict'
import type { Connection } from 'mongoose'
import { escrowGateway } from '../../../server/adapters/chain/gateway.ts'
import { connectDatabase } from '../../../server/adapters/store/connect.ts'
import { createOutboxStore } from '../../../server/adapters/store/outboxStore.ts'
import type { EscrowGateway } from '../../../server/desk/ports.ts'
import type { Address, Hex } from '../../../server/domain/terms/terms.ts'
import { startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { startTestDatabase } from '../../support/embedded.ts'
import type { TestDatabase } from '../../support/embedded.ts'
import { aServer } from '../../support/outbox.ts'
import type { SendingServer } from '../../support/outbox.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'

/** Stands in for an escrow: whatever it is told, it writes `slots` words for the first time, 22 100 gas each, and agrees. */
const writing = (slots: number): Hex => {
  const words = Array.from({ length: slots }, (_, slot) => `600160${slot.toString(16).padStart(2, '0')}55`)
  return `0x${words.join('')}00`
}
const REFUSES: Hex = '0x60006000fd'

describe('instructing many escrows, by what the last batches took', function () {
  this.timeout(60_000)
  let desk: TestDesk
  let engine: TestDatabase
  let database: Connection
  let server: SendingServer
  let escrows: EscrowGateway
  let [names, places] = [0, 0]

  before(async () => {
    ;[desk, engine] = await Promise.all([startTestDesk(), startTestDatabase()])
    database = await connectDatabase(engine.uri, engine.dbName)
  })
  after(async () => {
    await database.close()
    await Promise.all([desk.stop(), engine.stop()])
  })
  beforeEach(async () => {
    const key = keyNamed(`batches ${(names += 1)}`)
    await giveGas(desk.chain, key)
    server = aServer({ chain: desk.chain, database, key })
    const [store, { sender }] = [createOutboxStore(database), server]
    escrows = escrowGateway({
      chain: desk.chain,
      network: desk.network,
      sender,
      past: {
        last: (act) => store.batches(sender.address, act, 10),
        noteSkipped: ({ transaction }, skipped) => store.noteSkipped(sender.address, transaction, skipped),
      },
    })
  })

  async function escrowsOf(code: Hex, count: number): Promise<Address[]> {
    const some = Array.from({ length: count }, (): Address => `0x${(places += 1).toString(16).padStart(40, '1')}`)
    for (const escrow of some) await desk.chain.request('anvil_setCode', [escrow, code])
    return some
  }
  const batches = async () => (await server.kept()).map(({ intent }) => intent.escrows.length).reverse()

  it('takes as many as there is room for: forty that take half as much again as usual', async () => {
    await escrows.settle(await escrowsOf(writing(2), 4))
    await escrows.settle(await escrowsOf(writing(3), 40))
    assert.deepEqual(await batches(), [4, 40])
  })

  it('sends again together, with more gas, those that it left out for want of it', async () => {
    await escrows.settle(await escrowsOf(writing(2), 20))
    const { skipped } = await escrows.settle(await escrowsOf(writing(9), 20))
    assert.deepEqual(skipped, [])
    const [first, ...then] = await batches()
    assert.equal(first, 20)
    assert.ok(then.length < 8, `${then.length} transactions for twenty deals`)
  })

  it('says why one refuses, and tries it alone from then on, which costs nothing while it refuses', async () => {
    const [spoiling] = (await escrowsOf(REFUSES, 1)) as [Address]
    const calm = await escrowsOf(writing(1), 3)
    const once = await escrows.mark([spoiling, ...calm])
    assert.deepEqual([once.skipped, once.reasons.get(spoiling)?.facts.reason], [[spoiling], 'reverted'])
    const twice = await escrows.mark([spoiling])
    assert.deepEqual([twice.skipped, twice.mined], [[spoiling], []])
    assert.deepEqual(await batches(), [4])

    await desk.chain.request('anvil_setCode', [spoiling, writing(1)])
    assert.deepEqual((await escrows.mark([spoiling])).skipped, [])
    assert.deepEqual(await batches(), [4, 1])
  })

  it('sends nothing for one that is nowhere', async () => {
    const nowhere: Address = `0x${'12'.repeat(20)}`
    await escrows.closeOut([nowhere])
    const { skipped, mined } = await escrows.closeOut([nowhere])
    assert.deepEqual([skipped, mined], [[nowhere], []])
  })
})
