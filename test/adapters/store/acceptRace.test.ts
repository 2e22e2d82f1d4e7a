import assert from 'node:assert/strict'
import type { Connection } from 'mongoose'
import { createAccountStore } from '../../../server/adapters/store/accountStore.ts'
import { connectDatabase } from '../../../server/adapters/store/connect.ts'
import { createDealStore } from '../../../server/adapters/store/dealStore.ts'
import { createNegotiationStore } from '../../../server/adapters/store/negotiationStore.ts'
import { createRfqStore } from '../../../server/adapters/store/rfqStore.ts'
import { acceptOffer } from '../../../server/desk/acceptOffer.ts'
import { counterOffer } from '../../../server/desk/counterOffer.ts'
import { expireDue } from '../../../server/desk/expireDue.ts'
import type { Account } from '../../../server/desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../../../server/desk/ports/negotiation.ts'
import { withdrawOffer } from '../../../server/desk/withdrawOffer.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import { OPENING_TIME, aWorld } from '../../support/deals.ts'
import { startTestDatabase } from '../../support/embedded.ts'
import type { TestDatabase } from '../../support/embedded.ts'
import { aPerson, aPublishedRfq, aQuote } from '../../support/negotiations.ts'
import type { World } from '../../support/ports.ts'
import { BUYER, SELLER, STRANGER } from '../../support/terms.ts'

interface Scene {
  readonly ports: World['ports']
  readonly miner: Account
  readonly fund: Account
  readonly rfq: RfqRecord
  readonly quotes: readonly [NegotiationRecord, NegotiationRecord]
}

describe('accepting on a real database', () => {
  let database: TestDatabase
  let connection: Connection

  before(async function () {
    this.timeout(60_000)
    database = await startTestDatabase()
    connection = await connectDatabase(database.uri, database.dbName)
  })

  beforeEach(async () => {
    for (const model of Object.values(connection.models)) await model.deleteMany({})
  })

  after(async () => {
    await connection.close()
    await database.stop()
  })

  async function aScene(): Promise<Scene> {
    const world = await aWorld()
    const ports = {
      ...world.ports,
      accounts: createAccountStore(connection),
      rfqs: createRfqStore(connection),
      negotiations: createNegotiationStore(connection),
      deals: createDealStore(connection),
    }
    const miner = await aPerson({ ports }, 'Andes Mining', [SELLER])
    const fund = await aPerson({ ports }, 'Borealis Capital', [BUYER])
    const trader = await aPerson({ ports }, 'Cirrus Trading', [STRANGER])
    const rfq = await aPublishedRfq({ ports }, miner)
    return {
      ports,
      miner,
      fund,
      rfq,
      quotes: [await aQuote({ ports }, fund, rfq), await aQuote({ ports }, trader, rfq)],
    }
  }

  it('awards a request once, however many accept both of its quotes at the same moment', async () => {
    const { ports, miner, rfq, quotes } = await aScene()
    const racing = Array.from({ length: 40 }, (_, number) =>
      acceptOffer(ports, {
        by: miner.id,
        negotiationId: quotes[number % 2 === 0 ? 0 : 1].id,
        version: 1,
        address: null,
      }),
    )
    const ended = await Promise.allSettled(racing)
    const won = ended.filter((one) => one.status === 'fulfilled').map(({ value }) => value.id)
    const lost = ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)
    assert.equal(new Set(won).size, 1, 'whoever accepted the winning quote finds the same agreement')
    assert.equal(won.length, 20)
    for (const reason of lost) assert.ok(reason instanceof Refusal && reason.code === 'alreadyAwarded', String(reason))

    await expireDue(ports)
    const deals = await ports.deals.inState(['agreed'])
    assert.equal(deals.length, 1)
    const awarded = await ports.rfqs.read(rfq.id)
    assert.deepEqual([awarded?.state, awarded?.awardedTo, awarded?.award?.isFinished], ['awarded', won[0], true])
    const states = (await ports.negotiations.ofRfqs([rfq.id])).map(({ id, state }) =>
      id === won[0] ? `won ${state}` : state,
    )
    assert.deepEqual(states.sort(), ['expired', 'won agreed'])
  })

  it('agrees on nothing that its offerer took back or replaced at the same moment, and on nothing twice', async () => {
    for (let round = 0; round < 10; round += 1) {
      for (const model of Object.values(connection.models)) await model.deleteMany({})
      const { ports, miner, fund, rfq, quotes } = await aScene()
      const on = { negotiationId: quotes[0].id, version: 1 }
      const sheet = { ...rfq.sheet, hashrate: 900n }
      const [accepted, withdrawn, replaced] = await Promise.allSettled([
        acceptOffer(ports, { ...on, by: miner.id, address: null }),
        withdrawOffer(ports, { ...on, by: fund.id }),
        counterOffer(ports, { ...on, by: fund.id, sheet, expiresAt: OPENING_TIME + 60, address: null }),
      ])
      const succeeded = [accepted, withdrawn, replaced].filter(({ status }) => status === 'fulfilled').length
      assert.equal(succeeded, 1, 'each of them ends the first version, so one of them did')
      await expireDue(ports)
      const after = await ports.rfqs.read(rfq.id)
      const deals = await ports.deals.inState(['agreed'])
      const isAgreed = accepted.status === 'fulfilled'
      assert.deepEqual([after?.state, deals.length], isAgreed ? ['awarded', 1] : ['open', 0])
    }
  })
})
