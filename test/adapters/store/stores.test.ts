import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { connectDatabase, databaseHealth } from '../../../server/adapters/store/connect.ts'
import { createCursorStore } from '../../../server/adapters/store/cursorStore.ts'
import { createDealStore } from '../../../server/adapters/store/dealStore.ts'
import { createDeliveryStore } from '../../../server/adapters/store/deliveryStore.ts'
import { createFixingStore } from '../../../server/adapters/store/fixingStore.ts'
import { createJobRunStore } from '../../../server/adapters/store/jobRunStore.ts'
import { createLeaseStore } from '../../../server/adapters/store/leaseStore.ts'
import { PortFailure, StaleWrite } from '../../../server/desk/ports.ts'
import type { BlockRef, DealRecord, FixingFact, JobRun, LiveWanted, PageOfDeals } from '../../../server/desk/ports.ts'
import type { Delivery } from '../../../server/desk/ports/deliveries.ts'
import type { EscrowEvent, EscrowFact, Ledger } from '../../../server/domain/deal/chainFacts.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { startTestDatabase } from '../../support/embedded.ts'
import type { TestDatabase } from '../../support/embedded.ts'
import { BUYER, SELLER, STRANGER, someTerms } from '../../support/terms.ts'

describe('the stores', () => {
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

  describe('of deliveries', () => {
    const waiting: Omit<Delivery, 'id'> = {
      owner: null,
      message: { channel: 'webhook', url: 'https://example.org/', secret: 'shared', reach: 'public', body: '{}' },
      state: 'waiting',
      attempts: 0,
      writtenAt: 1_000,
      nextAt: 1_000,
      endedAt: null,
      fault: null,
      version: 0,
    }
    const letter = {
      channel: 'mail',
      to: 'ada@example.org',
      subject: 'A call',
      text: 'Please pay.',
      attachments: [{ name: 'statement.csv', mediaType: 'text/csv', text: 'day\n' }],
    } as const

    it('keep a message once, give it back as it was written, and the longest due first', async () => {
      const deliveries = createDeliveryStore(connection)
      const later = { ...waiting, id: 'later', owner: 'ada', message: letter, nextAt: 2_000 }
      await deliveries.insert(later)
      await deliveries.insert({ ...later, state: 'delivered' })
      await deliveries.insert({ ...waiting, id: 'sooner' })
      await deliveries.insert({ ...waiting, id: 'not yet', nextAt: 2_001 })
      assert.deepEqual(await deliveries.due(2_000, 10), [{ ...waiting, id: 'sooner' }, later])
      assert.deepEqual(await deliveries.waiting(), { count: 3, oldestAt: 1_000 })
      assert.deepEqual(await deliveries.recent('ada', 10), [later])
    })

    it('let one of two servers begin an attempt, and forget what ended long ago', async () => {
      const deliveries = createDeliveryStore(connection)
      await deliveries.insert({ ...waiting, id: 'one' })
      await deliveries.insert({ ...waiting, id: 'waits' })
      const read = { ...waiting, id: 'one' }
      const ended = await deliveries.replace({ ...read, state: 'delivered', endedAt: 5_000 })
      assert.equal(ended.version, 1)
      await assert.rejects(deliveries.replace({ ...read, attempts: 1 }), StaleWrite)
      await deliveries.forgetBefore(5_000)
      assert.equal((await deliveries.recent(null, 10)).length, 2)
      await deliveries.forgetBefore(5_001)
      assert.deepEqual(await deliveries.recent(null, 10), [{ ...waiting, id: 'waits' }])
    })
  })

  describe('of deals', () => {
    it('give back exactly what was written, every kind of fact and the largest amounts included', async () => {
      const deals = createDealStore(connection)
      const deal = aDealWithEverything()
      assert.deepEqual(await deals.insert(deal), deal)
      assert.deepEqual(await deals.read(deal.id), deal)
      assert.deepEqual(await deals.readByEscrows([deal.escrow]), [deal])
      const changed = { ...deal, lapsedFor: 'both', opening: null, chain: null } as const
      await deals.replace(changed)
      assert.deepEqual(await deals.read(deal.id), { ...changed, version: 4 })
    })

    it('keep amounts as decimal text, which no database rounds', async () => {
      await createDealStore(connection).insert(aDealWithEverything())
      const raw = await connection.collection('deals').findOne({})
      const terms = raw?.terms as Record<string, unknown>
      assert.equal(terms.cap, '340282366920938463463374607431768211455')
      assert.equal(terms.salt, LARGEST_SALT.toString())
      assert.equal(terms.startDay, 18_764)
    })

    it('insert a deal once: the second finds the first', async () => {
      const deals = createDealStore(connection)
      const deal = aDeal('0xaa')
      const [one, other] = await Promise.all([deals.insert(deal), deals.insert({ ...deal, state: 'cancelled' })])
      assert.deepEqual(one, other)
      assert.deepEqual(await deals.read(deal.id), one)
    })

    it('write a deal only over the version it was read at', async () => {
      const deals = createDealStore(connection)
      const deal = await deals.insert(aDeal('0xaa'))
      const next = await deals.replace({ ...deal, state: 'cancelled' })
      assert.equal(next.version, deal.version + 1)
      await assert.rejects(deals.replace({ ...deal, state: 'lapsed' }), StaleWrite)
      assert.equal((await deals.read(deal.id))?.state, 'cancelled')
    })

    it('write many at once, and say so where somebody else was faster with one of them', async () => {
      const deals = createDealStore(connection)
      const [one, other] = [await deals.insert(aDeal('0xaa')), await deals.insert(aDeal('0xbb'))]
      assert.deepEqual(await deals.replaceMany([one, other]), [])
      assert.equal((await deals.read('0xaa'))?.version, one.version + 1)
      const again = { ...other, version: other.version + 1 }
      assert.deepEqual(await deals.replaceMany([one, again]), [one, again])
      assert.equal((await deals.read('0xbb'))?.version, other.version + 2)
      const fresh = aDeal('0xcc')
      assert.deepEqual(await deals.insertMany([fresh]), [])
      assert.deepEqual(await deals.read('0xcc'), fresh)
      assert.deepEqual(await deals.insertMany([one, fresh]), [one, fresh])
    })

    it('add to the history of a deal as if it was written whole, over the version it was read at', async () => {
      const deals = createDealStore(connection)
      const deal = await deals.insert(aDealWithEverything())
      const [summary] = await deals.summariesByEscrow([deal.escrow])
      const { facts: _, events: __, readiness: ___, ...expected } = deal
      assert.deepEqual(summary, expected)
      const appended = { deal: summary, facts: deal.facts, chain: deal.chain! }
      assert.deepEqual(await deals.appendFacts([appended]), [])
      const after = { ...deal, facts: [...deal.facts, ...deal.facts], version: deal.version + 1 }
      assert.deepEqual(await deals.read(deal.id), after)
      assert.deepEqual(await deals.appendFacts([appended]), [appended])
      assert.deepEqual(await deals.read(deal.id), after)
    })

    it('give live deals page by page, those that settle by a day, and what each holds', async () => {
      const deals = createDealStore(connection)
      const { chain } = aDealWithEverything()
      const live = (phase: 'open' | 'called', nextSettlementDay: number) =>
        ({ chain: { ...chain!, nextSettlementDay, state: { ...chain!.state, phase } } }) as const
      await deals.insert({ ...aDeal('0x01'), ...live('open', 10) })
      await deals.insert({ ...aDeal('0x02'), ...live('called', 20) })
      await deals.insert({ ...aDeal('0x03'), ...live('open', 30) })
      const ids = async (wanted: LiveWanted, page?: PageOfDeals) =>
        (await deals.liveSummaries(wanted, page)).map(({ id }) => id)
      const [open, both] = [{ phases: ['open'] }, { phases: ['open', 'called'] }] as const
      assert.deepEqual(await ids(open), ['0x01', '0x03'])
      assert.deepEqual(await ids({ ...both, settlesBy: 20 }), ['0x01', '0x02'])
      assert.deepEqual(await ids(both, { after: null, most: 2 }), ['0x01', '0x02'])
      assert.deepEqual(await ids(both, { after: '0x02', most: 2 }), ['0x03'])
      const { balance } = chain!.state
      assert.deepEqual((await deals.liveBalances())[0], { token: aDeal('0x01').terms.token, balance })
    })

    it('let one of forty racing writers win', async () => {
      const deals = createDealStore(connection)
      const deal = await deals.insert(aDeal('0xaa'))
      const writes = await Promise.allSettled(
        Array.from({ length: 40 }, () => deals.replace({ ...deal, state: 'lapsed' })),
      )
      assert.equal(writes.filter(({ status }) => status === 'fulfilled').length, 1)
      const [lost] = writes.filter((write) => write.status === 'rejected')
      assert.ok(lost?.reason instanceof StaleWrite)
    })

    it('find deals by state, phase, and place on the chain', async () => {
      const deals = createDealStore(connection)
      const everything = aDealWithEverything()
      const closed = { ...everything.chain!, state: { ...everything.chain!.state, phase: 'closed' } } as const
      await deals.insert({ ...everything, state: 'open' })
      await deals.insert({ ...aDeal('0xbb'), state: 'open', chain: closed })
      await deals.insert({ ...aDeal('0xcc'), state: 'open' })
      await deals.insert(aDeal('0xdd'))
      const ids = async (found: Promise<readonly DealRecord[]>) => (await found).map(({ id }) => id)
      assert.deepEqual(await ids(deals.inState(['agreed'])), ['0xdd'])
      assert.deepEqual(await ids(deals.live()), [everything.id])
      assert.deepEqual(await ids(deals.adrift()), ['0xcc'])
      assert.deepEqual(await ids(deals.withFactsAbove(11)), [everything.id])
      assert.deepEqual(await ids(deals.withFactsAbove(12)), [])
      assert.equal(await deals.read('0x1234'), null)
    })

    it('tell which deals of an account may wait for somebody', async () => {
      const deals = createDealStore(connection)
      const everything = aDealWithEverything()
      const chain = everything.chain!
      const quiet = { ...chain.state, proposal: { seller: null, buyer: null } }
      const nothing = baseUnits(0n)
      const insert = (id: Hex, state: EscrowState, terms = everything.terms) =>
        deals.insert({ ...aDeal(id), state: 'open', terms, chain: { ...chain, state } })
      await deals.insert(aDeal('0x01'))
      await deals.insert({ ...aDeal('0x02'), state: 'lapsed' })
      await insert('0x03', quiet)
      await insert('0x04', chain.state)
      await insert('0x05', { ...quiet, phase: 'called' })
      await insert('0x06', { ...quiet, phase: 'closed', balance: { seller: baseUnits(1n), buyer: nothing } })
      await insert('0x07', { ...quiet, phase: 'called' }, someTerms({ seller: STRANGER }))
      const ids = async (found: Promise<readonly DealRecord[]>) => (await found).map(({ id }) => id)
      assert.deepEqual(await ids(deals.waiting([SELLER])), ['0x01', '0x04', '0x05', '0x06'])
      assert.deepEqual(await ids(deals.waiting([BUYER])), ['0x01', '0x04', '0x05', '0x07'])
      assert.deepEqual(await ids(deals.waiting([])), [])
      assert.deepEqual(await ids(deals.ofParties([STRANGER])), ['0x07'])
      assert.deepEqual(await ids(deals.ofParties([])), [])
    })

    it('find a deal for who took a side over, for who lost it, and for what was left to it', async () => {
      const deals = createDealStore(connection)
      const everything = aDealWithEverything()
      const chain = everything.chain!
      const open = openState(everything.terms)
      const owner = { ...open.owner, buyer: STRANGER }
      const quiet = { ...open, owner, claims: [{ holder: BUYER, amount: baseUnits(5n) }] }
      const taken = everything.facts.filter(({ event }) => event.name === 'takenOver')
      await deals.insert({ ...aDeal('0x01'), state: 'open', facts: taken, chain: { ...chain, state: quiet } })
      const failed = { ...open, phase: 'defaulted' } as const
      await deals.insert({ ...aDeal('0x02'), state: 'open', chain: { ...chain, state: failed } })
      const ids = async (found: Promise<readonly DealRecord[]>) => (await found).map(({ id }) => id)
      assert.deepEqual(await ids(deals.ofParties([STRANGER])), ['0x01'])
      assert.deepEqual(await ids(deals.ofParties([BUYER])), ['0x01', '0x02'])
      assert.deepEqual(await ids(deals.waiting([BUYER])), ['0x01'])
      assert.deepEqual(await ids(deals.waiting([STRANGER])), [])
      assert.deepEqual(await ids(deals.live()), ['0x01', '0x02'])
      assert.deepEqual(await ids(deals.defaulted()), ['0x02'])
      assert.deepEqual(await deals.endedPartsOf([BUYER]), [{ account: BUYER, hasDefaulted: true }])
    })

    it('tell how the parts of an account in deals ended, and who defaulted', async () => {
      const deals = createDealStore(connection)
      const everything = aDealWithEverything()
      const state = { ...everything.chain!.state, phase: 'closed', cause: 'closedOut' } as const
      await deals.insert({ ...everything, chain: { ...everything.chain!, state } })
      const matured = { ...state, cause: 'matured' } as const
      const swapped = { ...aDeal('0xbb'), terms: someTerms({ seller: BUYER, buyer: SELLER, salt: 2n }) }
      await deals.insert({ ...swapped, chain: { ...everything.chain!, state: matured } })
      await deals.insert(aDeal('0xcc'))
      const ends = await deals.endedPartsOf([SELLER])
      const ofSeller = ends.filter(({ account }) => account === SELLER).map(({ hasDefaulted }) => hasDefaulted)
      assert.deepEqual(ofSeller.sort(), [false, true])
      assert.deepEqual(await deals.endedPartsOf([]), [])
      assert.deepEqual(await deals.endedPartsOf(['0x9999999999999999999999999999999999999999']), [])
    })

    it('refuse a document that does not fit', async () => {
      const deals = createDealStore(connection)
      const deal = aDeal('0xaa')
      await assert.rejects(deals.insert({ ...deal, note: 'unknown' } as DealRecord), { name: /Strict/ })
      await assert.rejects(deals.insert({ ...deal, state: 'sold' as 'open' }), { name: 'ValidationError' })
      await deals.insert(deal)
      await assert.rejects(deals.replace({ ...deal, opening: '0xNO' }), { name: 'ValidationError' })
    })
  })

  describe('of fixings', () => {
    const fixing = (day: number, block: number, value = 5n): FixingFact => {
      const provenance = { source: 'attested', reports: 3 } as const
      return { series: 'BME14', day, value: indexValue(value), provenance, block, transaction: '0xab' }
    }

    it('give back what was put, the last, and the days between', async () => {
      const fixings = createFixingStore(connection)
      const facts = [fixing(9, 1), fixing(10, 2, 2n ** 120n - 1n), fixing(11, 3)]
      await fixings.replaceBetween(1, 3, facts)
      assert.deepEqual(await fixings.read('BME14', 10), facts[1])
      assert.deepEqual(await fixings.last('BME14'), facts[2])
      assert.deepEqual(await fixings.between('BME14', 9, 10), facts.slice(0, 2))
      assert.equal(await fixings.last('BME28'), null)
    })

    it('replace what was said of the same blocks, and leave the others', async () => {
      const fixings = createFixingStore(connection)
      await fixings.replaceBetween(1, 3, [fixing(9, 1), fixing(10, 2), fixing(11, 3)])
      await fixings.replaceBetween(2, 3, [fixing(10, 3, 7n)])
      assert.deepEqual(await fixings.between('BME14', 0, 99), [fixing(9, 1), fixing(10, 3, 7n)])
      await fixings.dropAbove(1)
      assert.deepEqual(await fixings.between('BME14', 0, 99), [fixing(9, 1)])
    })
  })

  describe('of the chain cursor', () => {
    it('begin with nothing read, and are written over the version they were read at', async () => {
      const cursors = createCursorStore(connection)
      const first = await cursors.read()
      assert.deepEqual(first, { blocks: [], version: 0 })
      const blocks = [{ number: 5, hash: '0xab', at: 77 }] as const
      const second = await cursors.write({ ...first, blocks })
      assert.deepEqual(await cursors.read(), { blocks, version: 1 })
      await assert.rejects(cursors.write({ ...first, blocks: [] }), StaleWrite)
      await cursors.write({ ...second, blocks: [] })
      await assert.rejects(cursors.write(second), StaleWrite)
    })

    it('keep no block that lacks something, or has more than a block has', async () => {
      const cursors = createCursorStore(connection)
      const cursor = await cursors.read()
      const block = { number: 1, hash: '0xab', at: 2 } as const
      for (const wrong of [
        { ...block, hash: '0xabc' },
        { ...block, at: 2.5 },
        { number: 1, at: 2 },
        { ...block, x: 1 },
      ])
        await assert.rejects(
          cursors.write({ ...cursor, blocks: [block, wrong as BlockRef] }),
          /Validator failed for path .blocks/,
        )
    })
  })

  describe('of leases', () => {
    it('give a lease to one of many who ask at the same moment', async () => {
      const leases = createLeaseStore(connection)
      const askers = Array.from({ length: 20 }, (_, number) =>
        leases.acquire('engine', `server ${number}`, 1_000, 15_000),
      )
      const given = (await Promise.all(askers)).filter((lease) => lease !== null)
      assert.equal(given.length, 1)
      assert.equal(given[0]?.token, 1)
    })

    it('let its holder renew it under the same token, and nobody else take it before it runs out', async () => {
      const leases = createLeaseStore(connection)
      await leases.acquire('engine', 'one', 1_000, 15_000)
      assert.equal((await leases.acquire('engine', 'one', 9_000, 15_000))?.token, 1)
      assert.equal(await leases.acquire('engine', 'other', 23_999, 15_000), null)
      const taken = await leases.acquire('engine', 'other', 24_000, 15_000)
      assert.deepEqual(taken, { name: 'engine', holder: 'other', token: 2, until: 39_000 })
      assert.equal(await leases.acquire('engine', 'one', 24_001, 15_000), null)
    })

    it('give way to others once it is given back, and only by the one who holds it', async () => {
      const leases = createLeaseStore(connection)
      const lease = await leases.acquire('engine', 'one', 1_000, 15_000)
      await leases.release({ ...lease!, token: 7 })
      assert.equal(await leases.acquire('engine', 'other', 1_001, 15_000), null)
      await leases.release(lease!)
      assert.equal((await leases.acquire('engine', 'other', 1_001, 15_000))?.token, 2)
    })

    it('tell who held it last, and until when', async () => {
      const leases = createLeaseStore(connection)
      assert.equal(await leases.read('engine'), null)
      const lease = await leases.acquire('engine', 'one', 1_000, 15_000)
      assert.deepEqual(await leases.read('engine'), { name: 'engine', holder: 'one', token: 1, until: 16_000 })
      await leases.release(lease!)
      assert.deepEqual(await leases.read('engine'), { name: 'engine', holder: 'one', token: 1, until: 0 })
    })
  })

  describe('of job runs', () => {
    const run: JobRun = {
      job: 'settle',
      asOf: 1_621_209_900,
      token: 2,
      startedAt: 10,
      finishedAt: 20,
      outcome: 'done',
      done: 3,
      failures: [{ what: '0xaa', why: 'chainRefused: OutOfGas' }],
    }

    it('keep one record for each job and desk time, and know the last', async () => {
      const runs = createJobRunStore(connection)
      await runs.record(run)
      await runs.record({ ...run, finishedAt: 30, failures: [] })
      await runs.record({ ...run, asOf: run.asOf - 60, finishedAt: 25 })
      assert.deepEqual(await runs.last('settle'), { ...run, finishedAt: 30, failures: [] })
      assert.equal(await connection.collection('jobruns').countDocuments(), 2)
      assert.equal(await runs.last('mark'), null)
    })

    it('take nothing from a server whose lease somebody else has taken since', async () => {
      const runs = createJobRunStore(connection)
      await runs.record(run)
      await assert.rejects(runs.record({ ...run, token: 1, done: 99 }), StaleWrite)
      assert.equal((await runs.last('settle'))?.done, 3)
    })

    it('are forgotten by age', async () => {
      const runs = createJobRunStore(connection)
      await runs.record(run)
      await runs.forgetBefore(20)
      assert.notEqual(await runs.last('settle'), null)
      await runs.forgetBefore(21)
      assert.equal(await runs.last('settle'), null)
    })
  })

  describe('when the database does not answer', () => {
    it('say so as a failure of that part', async () => {
      await assert.rejects(connectDatabase('mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200'), isDatabaseFailure)
      const gone = await connectDatabase(database.uri, database.dbName)
      await databaseHealth(gone)()
      const deals = createDealStore(gone)
      await gone.close()
      await assert.rejects(databaseHealth(gone)(), isDatabaseFailure)
      await assert.rejects(deals.read('0xaa'), isDatabaseFailure)
    })
  })

  it('have the indices they are read by', async () => {
    const folder = join(import.meta.dirname, '../../../models')
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
      const exported = Object.values((await import(join(folder, file))) as Record<string, unknown>)
      for (const schema of exported.filter((each) => each instanceof Schema)) {
        const wanted = schema.indexes().map(([fields]) => Object.keys(fields).join())
        if (wanted.length === 0) continue
        const there = await connection.collection(String(schema.get('collection'))).indexes()
        const found = there.map(({ key }) => Object.keys(key as object).join())
        assert.deepEqual(found.sort(), ['_id', ...wanted].sort(), file)
      }
    }
  })
})

const LARGEST_SALT = 2n ** 256n - 1n

function isDatabaseFailure(error: unknown): boolean {
  return error instanceof PortFailure && error.part === 'database'
}

function aDeal(id: Hex): DealRecord {
  const ready = { signature: null, permit: null }
  return {
    id,
    terms: someTerms(),
    escrow: `0x${id.slice(2).padStart(40, '0')}`,
    state: 'agreed',
    readiness: { seller: ready, buyer: ready },
    lapsedFor: null,
    opening: null,
    chain: null,
    facts: [],
    events: [],
    version: 1,
  }
}

/** A deal with every field set and one fact of every kind. */
function aDealWithEverything(): DealRecord {
  const terms = someTerms({ salt: LARGEST_SALT, premium: baseUnits(-5n) })
  const permit = { value: 2n ** 256n - 1n, deadline: 1_621_300_000, v: 28, r: '0x11', s: '0x22' } as const
  const facts = everyEvent(terms).map((event, index) => factOf(event, index))
  const proposal = { payment: baseUnits(-7n), periodsSettled: 2, proposedAt: 1_621_300_000 }
  const claims = [{ holder: STRANGER, amount: baseUnits(2n ** 96n - 1n) }]
  const open = openState(terms)
  const state = { ...open, due: baseUnits(2n ** 255n), proposal: { seller: null, buyer: proposal }, claims }
  const { point } = facts[0]!
  return {
    ...aDeal('0xee'),
    terms,
    state: 'open',
    readiness: { seller: { signature: '0xab', permit }, buyer: { signature: '0xcd', permit: null } },
    opening: '0x99',
    chain: { state, opened: point, last: point, nextSettlementDay: 18_770 },
    facts,
    events: [{ before: 'opening', event: 'opened', after: 'open', cause: '0x99', at: 1_621_300_000, actor: 'chain' }],
    version: 3,
  }
}

function factOf(event: EscrowEvent, logIndex: number): EscrowFact {
  const point = { block: 12, blockHash: '0xb1', logIndex, transaction: '0xc2', at: 1_621_300_000 } as const
  return { escrow: '0x00000000000000000000000000000000000000Ee', point, event }
}

function everyEvent(terms: DealRecord['terms']): readonly EscrowEvent[] {
  const ledger: Ledger = {
    phase: 'called',
    cause: 'none',
    balance: { seller: baseUnits(2n ** 96n - 1n), buyer: baseUnits(0n) },
    periodsSettled: 1,
    callSide: 'buyer',
    cureBy: 1_621_386_400,
  }
  const some = baseUnits(2n ** 200n)
  const comesTo = { deposit: some, toHonouring: some, reward: baseUnits(0n), leftover: some }
  return [
    { name: 'opened', digest: '0xee', terms },
    { name: 'settled', period: 3, amount: -(2n ** 200n), unpaid: some, ledger },
    { name: 'marginCalled', side: 'buyer', due: some, ledger },
    { name: 'callLifted', side: 'buyer', ledger },
    { name: 'toppedUp', side: 'seller', payer: SELLER, amount: some, due: some, unpaid: some, ledger },
    { name: 'withdrawn', side: 'buyer', to: BUYER, amount: some, ledger },
    { name: 'terminationProposed', side: 'seller', payment: -3n },
    { name: 'proposalWithdrawn', side: 'seller' },
    { name: 'terminated', payment: 3n, ledger },
    { name: 'closedOut', defaulter: 'seller', owed: -1n, penalty: some, paid: -2n, shortfall: some, ledger },
    { name: 'unwound', owed: -1n, paid: -1n, shortfall: some, ledger },
    { name: 'matured', ledger },
    { name: 'windowOpened', defaulter: 'buyer', until: 1_621_386_400, ledger },
    { name: 'takenOver', side: 'buyer', taker: STRANGER, previous: BUYER, ...comesTo, ledger },
    { name: 'claimWithdrawn', holder: BUYER, to: SELLER, amount: some, ledger },
  ]
}
