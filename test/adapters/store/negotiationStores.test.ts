import assert from 'node:assert/strict'
import type { Connection } from 'mongoose'
import { createAccountStore } from '../../../server/adapters/store/accountStore.ts'
import { createAttemptStore } from '../../../server/adapters/store/attemptStore.ts'
import { connectDatabase } from '../../../server/adapters/store/connect.ts'
import { createNegotiationStore } from '../../../server/adapters/store/negotiationStore.ts'
import { createRfqStore } from '../../../server/adapters/store/rfqStore.ts'
import { StaleWrite } from '../../../server/desk/ports.ts'
import { NO_CAP } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { refuses } from '../../support/deals.ts'
import { startTestDatabase } from '../../support/embedded.ts'
import type { TestDatabase } from '../../support/embedded.ts'
import { aNegotiation, aSheet, aVersion, anAccount, anRfq } from '../../support/negotiations.ts'
import { BUYER, SELLER, STRANGER } from '../../support/terms.ts'

describe('the stores of people and negotiations', () => {
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

  const idsOf = async (found: Promise<readonly { readonly id: string }[]>) => (await found).map(({ id }) => id)

  describe('of accounts', () => {
    it('give back exactly what was written, by each of its names', async () => {
      const accounts = createAccountStore(connection)
      const andes = anAccount({ addresses: [SELLER, BUYER] })
      assert.deepEqual(await accounts.insert(andes), andes)
      assert.deepEqual(await accounts.read(andes.id), andes)
      assert.deepEqual(await accounts.readByEmail(andes.email), andes)
      assert.deepEqual(await accounts.readByAddress(BUYER), andes)
      assert.deepEqual(await accounts.readByAddresses([BUYER, SELLER, STRANGER]), [andes])
      assert.deepEqual(await accounts.readMany(['nobody', andes.id]), [andes])
      assert.equal(await accounts.readByEmail('nobody@example.com'), null)
    })

    it('know operators, auditors and demo people from the others', async () => {
      const accounts = createAccountStore(connection)
      await accounts.insert(anAccount({ id: 'plain' }))
      await accounts.insert(anAccount({ id: 'operator', isOperator: true }))
      await accounts.insert(anAccount({ id: 'auditor', isAuditor: true }))
      await accounts.insert(anAccount({ id: 'demo', isDemo: true }))
      assert.deepEqual((await idsOf(accounts.privileged())).sort(), ['auditor', 'demo', 'operator'])
    })

    it('let many people be without a wallet', async () => {
      const accounts = createAccountStore(connection)
      for (const id of ['andes', 'borealis', 'cirrus']) await accounts.insert(anAccount({ id }))
      assert.equal((await accounts.readMany(['andes', 'borealis', 'cirrus'])).length, 3)
    })

    it('keep one e-mail address and one wallet from belonging to two', async () => {
      const accounts = createAccountStore(connection)
      const andes = await accounts.insert(anAccount({ addresses: [SELLER] }))
      await refuses(accounts.insert(anAccount({ id: 'other', email: andes.email })), 'emailTaken')
      await refuses(accounts.insert(anAccount({ id: 'other', addresses: [BUYER, SELLER] })), 'addressTaken')
      const borealis = await accounts.insert(anAccount({ id: 'borealis', addresses: [BUYER] }))
      await refuses(accounts.replace({ ...borealis, addresses: [BUYER, SELLER] }), 'addressTaken')
      await accounts.replace({ ...andes, addresses: [SELLER, STRANGER] })
      assert.deepEqual((await accounts.readByAddress(BUYER))?.id, 'borealis')
    })

    it('give one wallet to one of many who link it at the same moment', async () => {
      const accounts = createAccountStore(connection)
      const people = Array.from({ length: 20 }, (_, number) => anAccount({ id: `person ${number}` }))
      for (const person of people) await accounts.insert(person)
      const links = await Promise.allSettled(
        people.map((person) => accounts.replace({ ...person, addresses: [SELLER] })),
      )
      assert.equal(links.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.equal((await accounts.readByAddresses([SELLER])).length, 1)
    })

    it('write an account only over the version it was read at', async () => {
      const accounts = createAccountStore(connection)
      const andes = await accounts.insert(anAccount())
      assert.equal((await accounts.replace({ ...andes, name: 'Andes Mining SA' })).version, 2)
      await assert.rejects(accounts.replace({ ...andes, addresses: [SELLER] }), StaleWrite)
    })
  })

  describe('of attempts', () => {
    const limit = { allowed: 5, milliseconds: 60_000 }
    let now: number

    beforeEach(() => {
      now = 1_000_000_000
    })

    it('let as many through as are allowed, and then none until the period is over', async () => {
      const attempts = createAttemptStore(connection, () => now)
      for (let made = 0; made < 5; made += 1) assert.equal(await attempts.begin('andes', limit), 0)
      now += 10_000
      assert.equal(await attempts.begin('andes', limit), 50_000)
      assert.equal(await attempts.begin('borealis', limit), 0)
      now += 49_999
      assert.equal(await attempts.begin('andes', limit), 1)
      now += 1
      assert.equal(await attempts.begin('andes', limit), 0)
    })

    it('let no more through when many come at the same moment', async () => {
      const attempts = createAttemptStore(connection, () => now)
      const made = await Promise.all(Array.from({ length: 40 }, () => attempts.begin('andes', limit)))
      assert.equal(made.filter((locked) => locked === 0).length, 5)
    })

    it('forget, and take back', async () => {
      const attempts = createAttemptStore(connection, () => now)
      for (let made = 0; made < 5; made += 1) await attempts.begin('andes', limit)
      await attempts.takeBack('andes')
      assert.equal(await attempts.begin('andes', limit), 0)
      assert.equal(await attempts.begin('andes', limit), 60_000)
      await attempts.forget('andes')
      assert.equal(await attempts.begin('andes', limit), 0)
      await attempts.takeBack('nobody')
    })

    it('do not grow for ever', async () => {
      const attempts = createAttemptStore(connection, () => now)
      await attempts.begin('andes', limit)
      now += 24 * 3_600_000
      await attempts.begin('borealis', limit)
      assert.equal(await connection.collection('attempts').countDocuments(), 1)
    })
  })

  describe('of requests', () => {
    it('give back exactly what was written, the largest amounts included', async () => {
      const rfqs = createRfqStore(connection)
      const rfq = anRfq({
        sheet: aSheet({ cap: NO_CAP, premium: baseUnits(-(2n ** 126n)) }),
        wishedRate: indexValue(2n ** 120n - 1n),
        visibility: 'named',
        invited: ['borealis', 'cirrus'],
        introducedBy: 'broker',
        state: 'awarded',
        awardedTo: 'negotiation',
        award: { version: 3, by: 'andes', address: SELLER, at: 1_620_951_111, isFinished: false },
      })
      assert.deepEqual(await rfqs.insert(rfq), rfq)
      assert.deepEqual(await rfqs.read(rfq.id), rfq)
      const open = { ...rfq, wishedRate: null, awardedTo: null, award: null, introducedBy: null } as const
      await rfqs.replace(open)
      assert.deepEqual(await rfqs.read(rfq.id), { ...open, version: 2 })
    })

    it('let one of forty racing awards win', async () => {
      const rfqs = createRfqStore(connection)
      const rfq = await rfqs.insert(anRfq())
      const awards = await Promise.allSettled(
        Array.from({ length: 40 }, (_, number) => rfqs.replace({ ...rfq, awardedTo: `quote ${number}` })),
      )
      assert.equal(awards.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    it('find requests by state, deadline, award and person', async () => {
      const rfqs = createRfqStore(connection)
      const award = { version: 1, by: 'andes', address: null, at: 500, isFinished: true }
      await rfqs.insert(anRfq({ id: 'late', expiresAt: 300, createdAt: 1 }))
      await rfqs.insert(anRfq({ id: 'soon', expiresAt: 200, createdAt: 2, requester: 'cirrus', invited: ['andes'] }))
      await rfqs.insert(anRfq({ id: 'early', requester: 'x', state: 'awarded', award, introducedBy: 'andes' }))
      const unfinished = { ...award, at: 600, isFinished: false }
      await rfqs.insert(anRfq({ id: 'newest', requester: 'x', state: 'awarded', award: unfinished }))
      assert.deepEqual(await idsOf(rfqs.inState(['open'])), ['soon', 'late'])
      assert.deepEqual(await idsOf(rfqs.overdue(200)), [])
      assert.deepEqual(await idsOf(rfqs.overdue(201)), ['soon'])
      assert.deepEqual(await idsOf(rfqs.unfinished()), ['newest'])
      assert.deepEqual(await idsOf(rfqs.concerning('andes')), ['early', 'soon', 'late'])
      assert.deepEqual(await idsOf(rfqs.lastAwarded(2)), ['newest', 'early'])
      assert.deepEqual(await idsOf(rfqs.lastAwarded(1)), ['newest'])
      assert.deepEqual(await idsOf(rfqs.readMany(['soon', 'gone'])), ['soon'])
      assert.equal(await rfqs.read('gone'), null)
    })
  })

  describe('of negotiations', () => {
    it('give back exactly what was written', async () => {
      const negotiations = createNegotiationStore(connection)
      const negotiation = aNegotiation({
        versions: [aVersion(), aVersion({ number: 2, by: 'broker', address: null })],
        address: { requester: BUYER, quoter: null, broker: STRANGER },
        introducedBy: 'broker',
        state: 'declined',
        declinedFor: 'price',
        dealId: '0xab',
      })
      assert.deepEqual(await negotiations.insert(negotiation), negotiation)
      assert.deepEqual(await negotiations.read(negotiation.id), negotiation)
      assert.deepEqual(await negotiations.readByDeal('0xab'), negotiation)
      assert.deepEqual(await negotiations.readByQuoter('rfq', 'borealis'), negotiation)
      const changed = { ...negotiation, declinedFor: null, dealId: null } as const
      await negotiations.replace(changed)
      assert.deepEqual(await negotiations.read(negotiation.id), { ...changed, version: 2 })
      await assert.rejects(negotiations.replace(negotiation), StaleWrite)
    })

    it('keep one for each quoter of a request, however many are begun at the same moment', async () => {
      const negotiations = createNegotiationStore(connection)
      const begun = await Promise.all(
        Array.from({ length: 20 }, (_, number) => negotiations.insert(aNegotiation({ id: `begun ${number}` }))),
      )
      assert.equal(new Set(begun.map(({ id }) => id)).size, 1)
      await negotiations.insert(aNegotiation({ id: 'of another quoter', quoter: 'cirrus' }))
      assert.equal((await negotiations.ofRfqs(['rfq'])).length, 2)
    })

    it('find negotiations by deadline, state, deal and person', async () => {
      const negotiations = createNegotiationStore(connection)
      const versions = [aVersion({ at: 10, expiresAt: 900 }), aVersion({ number: 2, expiresAt: 200 })]
      await negotiations.insert(aNegotiation({ id: 'old', quoter: 'x', versions }))
      const newer = [aVersion({ at: 20, expiresAt: 200 })]
      await negotiations.insert(aNegotiation({ id: 'agreed', quoter: 'andes', state: 'agreed', versions: newer }))
      const dealt = { id: 'dealt', rfqId: 'other', state: 'agreed', dealId: '0xab', requester: 'x' } as const
      await negotiations.insert(aNegotiation({ ...dealt, introducedBy: 'andes' }))
      await negotiations.insert(aNegotiation({ id: 'introduced', quoter: 'y', requester: 'y', state: 'introduced' }))
      assert.deepEqual(await idsOf(negotiations.overdue(200)), [])
      assert.deepEqual(await idsOf(negotiations.overdue(201)), ['old'])
      assert.deepEqual(await idsOf(negotiations.inState(['introduced', 'offered'])), ['introduced', 'old'])
      assert.deepEqual(await idsOf(negotiations.withoutDeal()), ['agreed'])
      assert.deepEqual(await idsOf(negotiations.concerning('andes')), ['dealt', 'agreed', 'old'])
      assert.deepEqual(await idsOf(negotiations.running('andes')), ['agreed', 'old'])
      assert.deepEqual(await idsOf(negotiations.readMany(['old', 'gone'])), ['old'])
    })
  })
})
