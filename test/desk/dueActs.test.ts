import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { closeOutDue } from '../../server/desk/closeOutDue.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { markDeals } from '../../server/desk/markDeals.ts'
import { recordFixings } from '../../server/desk/recordFixings.ts'
import { reconcile } from '../../server/desk/reconcile.ts'
import { settleDue } from '../../server/desk/settleDue.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { parseDay, parseInstant } from '../../server/domain/units/calendar.ts'
import { signatureBy } from '../support/chainInMemory.ts'
import { FIRST_SETTLEMENT, aWorld, aWorldWith, anOpenDeal, dealOf, dealTerms, readyToSettle } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

const CALL = parseInstant('2021-05-31T00:05:00Z')

const acts = ({ chain }: World, name: string) => chain.sent.filter(({ act }) => act === name)

describe('settling what is due', () => {
  it('sends nothing before the last day of the period is fixed, and once afterwards', async () => {
    const { world } = await aWorldWith(1)
    await advanceReplay(world.ports, { to: FIRST_SETTLEMENT - 1 })
    assert.equal(acts(world, 'settle').length, 0)
    await advanceReplay(world.ports, { to: FIRST_SETTLEMENT })
    await enginePass(world.ports)
    assert.equal(acts(world, 'settle').length, 1)
  })

  it('is harmless when it is sent twice before the chain was read', async () => {
    const { world, deals } = await aWorldWith(1)
    await readyToSettle(world)
    await settleDue(world.ports)
    await settleDue(world.ports)
    await indexChain(world.ports)
    assert.equal(acts(world, 'settle').length, 2)
    assert.equal((await dealOf(world, deals[0]!.id)).chain?.state.periodsSettled, 1)
  })

  it('tells of a deal that refuses inside a batch, and settles the others', async () => {
    const { world, deals } = await aWorldWith(5)
    await readyToSettle(world)
    world.chain.trouble.refuses.add(deals[2]!.escrow)
    const { done, failures } = await settleDue(world.ports)
    assert.equal(done, 4)
    assert.deepEqual(failures, [{ what: deals[2]!.id, why: 'indexStale' }])
    await indexChain(world.ports)
    const settled = await Promise.all(deals.map(({ id }) => dealOf(world, id)))
    assert.deepEqual(
      settled.map(({ chain }) => chain?.state.periodsSettled),
      [1, 1, 0, 1, 1],
    )
  })

  it('stops at once when the chain does not answer', async () => {
    const { world } = await aWorldWith(5)
    await readyToSettle(world)
    let asked = 0
    const settle = () => {
      asked += 1
      return Promise.reject(new PortFailure('chain', 'no answer'))
    }
    await assert.rejects(settleDue({ ...world.ports, escrows: { ...world.ports.escrows, settle } }), PortFailure)
    assert.equal(asked, 1)
  })

  it('sends nothing while a settlement is not paid in full', async () => {
    // Two days of 29 and 30 May at about 0.095 over the rate on the second: the seller owes 0.00095330 and holds 0.0005.
    const world = await aWorld()
    const start = parseDay('2021-05-29')
    const margins = { sellerMargin: baseUnits(50_000n), penalty: baseUnits(0n), cureSeconds: 5 * 86_400 }
    const terms = dealTerms({ startDay: start, periodDays: 2, periods: 2, ...margins })
    const { id } = await anOpenDeal(world, terms)
    await advanceReplay(world.ports, { to: CALL })
    const short = await dealOf(world, id)
    assert.equal(short.chain?.state.unpaid, 45_330n)
    await advanceReplay(world.ports, { to: CALL + 3 * 86_400 })
    assert.equal(short.chain.nextSettlementDay, start + 3)
    assert.equal(acts(world, 'settle').length, 1)
  })

  it('sends nothing once a call is past its deadline: then the deal is closed out instead', async () => {
    const world = await aWorld()
    await anOpenDeal(world, dealTerms({ cureSeconds: 7 * 86_400 - 3_600 }))
    // The call of 31 May lapses on 6 June 23:05; the week ends at midnight; the engine was off in between.
    await advanceReplay(world.ports, { to: parseInstant('2021-06-06T20:00:00Z') })
    await world.ports.clock.moveTo(parseInstant('2021-06-07T01:00:00Z'))
    await enginePass(world.ports)
    assert.equal(acts(world, 'settle').length, 2)
    assert.equal(acts(world, 'closeOut').length, 1)
  })

  it('leaves deals on another oracle to their parties', async () => {
    const { world } = await aWorldWith(0)
    const terms = dealTerms({ oracle: '0x6666666666666666666666666666666666666666' })
    const id = world.ports.escrows.digestOf(terms)
    const signature = { seller: signatureBy(terms.seller, id), buyer: signatureBy(terms.buyer, id) }
    await world.chain.escrows.open({ terms, signature, permit: { seller: null, buyer: null } })
    await advanceReplay(world.ports, { to: FIRST_SETTLEMENT })
    assert.equal((await dealOf(world, id)).chain?.state.periodsSettled, 0)
    assert.equal(acts(world, 'settle').length, 0)
  })
})

describe('marking deals', () => {
  it('sends nothing as long as no side needs to be called', async () => {
    const { world } = await aWorldWith(3)
    await advanceReplay(world.ports, { to: CALL - 1 })
    assert.equal(acts(world, 'mark').length, 0)
  })

  it('marks every deal once at the fixing that leaves its seller short', async () => {
    const { world, deals } = await aWorldWith(3)
    await advanceReplay(world.ports, { to: CALL })
    await enginePass(world.ports)
    await enginePass(world.ports)
    assert.deepEqual(
      acts(world, 'mark').map(({ escrows }) => [...escrows].sort()),
      [deals.map(({ escrow }) => escrow).sort()],
    )
  })

  it('leaves a settlement that is due to settling, sent or not', async () => {
    const { world } = await aWorldWith(2)
    await readyToSettle(world)
    assert.deepEqual(await markDeals(world.ports), { done: 0, failures: [] })
    await settleDue(world.ports)
    assert.deepEqual(await markDeals(world.ports), { done: 0, failures: [] })
    assert.equal(acts(world, 'mark').length, 0)
  })

  it('calls nobody while the index is stale', async () => {
    const { world } = await aWorldWith(1)
    await advanceReplay(world.ports, { to: CALL - 1 })
    await world.ports.clock.moveTo(CALL + 3 * 86_400)
    assert.deepEqual(await markDeals(world.ports), { done: 0, failures: [] })
    assert.equal(acts(world, 'mark').length, 0)
  })

  it('never marks a deal whose margins cover the whole range', async () => {
    // The seller can lose (cap − rate) on 84 000 TH/s-days, 0.000001 each: 0.084; the buyer (rate − floor), 0.00000502 each: 0.42168.
    const range = { marking: 0, cap: 6_020_000_000_000n, sellerMargin: 8_400_000n, buyerMargin: 42_168_000n } as const
    const world = await aWorld()
    const terms = dealTerms({ ...range } as unknown as Parameters<typeof dealTerms>[0])
    await anOpenDeal(world, terms)
    await advanceReplay(world.ports, { to: CALL + 2 * 86_400 })
    assert.equal(acts(world, 'mark').length, 0)
    assert.equal(acts(world, 'settle').length, 2)
  })
})

describe('closing out', () => {
  it('waits until the deadline has passed, then closes out once', async () => {
    const { world } = await aWorldWith(1)
    await advanceReplay(world.ports, { to: CALL + 86_400 })
    assert.equal(acts(world, 'closeOut').length, 0)
    await advanceReplay(world.ports, { to: CALL + 86_401 })
    await enginePass(world.ports)
    assert.equal(acts(world, 'closeOut').length, 1)
  })

  it('waits for a fresh index, and says that it waits', async () => {
    const { world, deals } = await aWorldWith(1)
    await advanceReplay(world.ports, { to: CALL })
    await world.ports.clock.moveTo(CALL + 3 * 86_400)
    const waiting = await closeOutDue(world.ports)
    assert.deepEqual(waiting, { done: 0, failures: [{ what: deals[0]!.id, why: 'indexStale' }] })
    await recordFixings(world.ports)
    await indexChain(world.ports)
    assert.equal((await closeOutDue(world.ports)).done, 1)
  })
})

describe('reconciling', () => {
  it('finds every copy equal to its escrow, however the deal ended up', async () => {
    const { world } = await aWorldWith(2)
    for (const to of [FIRST_SETTLEMENT, CALL, CALL + 86_401]) {
      await advanceReplay(world.ports, { to })
      assert.deepEqual((await reconcile(world.ports)).failures, [])
    }
  })

  it('reads the chain once more before it cries wolf', async () => {
    const { world, deals } = await aWorldWith(1)
    world.chain.topUp(deals[0]!.escrow, 'seller', 5n)
    assert.deepEqual((await reconcile(world.ports)).failures, [])
  })

  it('does not mind a proposal, which an escrow does not show', async () => {
    const { world, deals } = await aWorldWith(1)
    world.chain.propose(deals[0]!.escrow, 'seller', 5n)
    await indexChain(world.ports)
    assert.deepEqual((await reconcile(world.ports)).failures, [])
  })
})
