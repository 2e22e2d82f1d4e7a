import assert from 'node:assert/strict'
import { indexChain } from '../../server/desk/indexChain.ts'
import { resolveMismatch } from '../../server/desk/mismatches.ts'
import { reconcile } from '../../server/desk/reconcile.ts'
import { settleDue } from '../../server/desk/settleDue.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { ChainView } from '../../server/domain/deal/chainView.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { aWorldWith, dealOf, readyToSettle, refuses } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

const REASON = 'Both sides were asked and agree with the escrow.'

describe('a copy that was touched', () => {
  it('stops its deal and no other, and is told with both versions', async () => {
    const { world, deals } = await aWorldWith(2)
    const [untouched, touched] = deals as [DealRecord, DealRecord]
    await touch(world, touched, (chain) => ({
      ...chain,
      state: { ...chain.state, balance: { ...chain.state.balance, seller: baseUnits(1n) } },
    }))
    assert.deepEqual((await reconcile(world.ports)).failures, [{ what: touched.id, why: 'copyDiffers' }])
    const [{ subject, discrepancies } = assert.fail()] = await world.ports.mismatches.differing()
    assert.equal(subject, touched.id)
    const margin = touched.terms.sellerMargin.toString()
    assert.deepEqual(discrepancies, [
      { field: 'fold.state.balance.seller', ours: '1', theirs: margin },
      { field: 'balance.seller', ours: '1', theirs: margin },
    ])
    const [letter, ...others] = world.post.written()
    assert.deepEqual(others, [], 'one letter, to the one operator')
    assert.ok(letter?.message.channel === 'mail' && letter.message.to === 'ops@example.org')
    assert.match(letter.message.text, new RegExp(`balance\\.seller: ours 1, theirs ${margin}`))
    await readyToSettle(world)
    assert.deepEqual(await settleDue(world.ports), { done: 1, failures: [{ what: touched.id, why: 'copyDiffers' }] })
    await indexChain(world.ports)
    assert.equal((await dealOf(world, untouched.id)).chain?.state.periodsSettled, 1)
    assert.equal((await dealOf(world, touched.id)).chain?.state.balance.seller, 1n, 'nothing was corrected silently')
  })

  it('is found where it would never show by itself: a deal that is said to settle later, or on other terms', async () => {
    const { world, deals } = await aWorldWith(2)
    const [late, other] = deals as [DealRecord, DealRecord]
    await touch(world, late, (chain) => ({ ...chain, nextSettlementDay: null }))
    const record = await dealOf(world, other.id)
    await world.ports.deals.replace({ ...record, terms: { ...record.terms, hashrate: record.terms.hashrate + 1n } })
    await reconcile(world.ports)
    const fields = (await world.ports.mismatches.differing()).map(({ subject, discrepancies }) => [
      subject,
      discrepancies[0]?.field,
    ])
    assert.deepEqual(
      new Map(fields as [string, string][]),
      new Map([
        [late.id, 'fold.nextSettlementDay'],
        [other.id, 'terms'],
      ]),
    )
  })

  it('is left alone once a person has decided, with the reason, until it differs otherwise', async () => {
    const { world, deals } = await aWorldWith(1)
    const [deal] = deals as [DealRecord]
    await touch(world, deal, (chain) => ({ ...chain, nextSettlementDay: 1 }))
    await reconcile(world.ports)
    const decide = (reason: string) => resolveMismatch(world.ports, { subject: deal.id, by: 'an operator', reason })
    await refuses(decide('ok'), 'reasonMissing')
    await decide(REASON)
    await refuses(decide(REASON), 'nothingToDecide')
    assert.deepEqual((await reconcile(world.ports)).failures, [])
    await readyToSettle(world)
    assert.equal((await settleDue(world.ports)).done, 1)
    const { events } = (await world.ports.mismatches.read(deal.id))!
    assert.deepEqual(
      events.map(({ what }) => what),
      ['differed', 'decided'],
    )
    const decision = events[1]!
    assert.ok(decision.what === 'decided' && decision.by === 'an operator' && decision.reason === REASON)

    await indexChain(world.ports)
    await touch(world, deal, (chain) => ({ ...chain, nextSettlementDay: 2 }))
    assert.deepEqual((await reconcile(world.ports)).failures, [{ what: deal.id, why: 'copyDiffers' }])
  })
})

describe('a chain that lies', () => {
  it('stops the deal it lies about until it says the same as the copy again', async () => {
    const { world, deals } = await aWorldWith(1)
    const [deal] = deals as [DealRecord]
    const escrows = {
      ...world.ports.escrows,
      readState: async () => ({ ...world.chain.stateOf(deal.escrow), unpaid: baseUnits(7n) }),
    }
    assert.equal((await reconcile({ ...world.ports, escrows })).failures.length, 1)
    const [{ discrepancies } = assert.fail()] = await world.ports.mismatches.differing()
    assert.deepEqual(discrepancies, [{ field: 'unpaid', ours: '0', theirs: '7' }])
    await readyToSettle(world)
    assert.equal((await settleDue(world.ports)).done, 0)

    assert.deepEqual((await reconcile(world.ports)).failures, [])
    const { events } = (await world.ports.mismatches.read(deal.id))!
    assert.deepEqual(
      events.map(({ what }) => what),
      ['differed', 'agreed'],
    )
    assert.equal((await settleDue(world.ports)).done, 1)
  })

  it('changes nothing where it says nothing', async () => {
    const { world } = await aWorldWith(1)
    const escrows = {
      ...world.ports.escrows,
      readState: () => Promise.reject(new PortFailure('chain', 'no answer')),
    }
    await assert.rejects(reconcile({ ...world.ports, escrows }), PortFailure)
    assert.deepEqual(await world.ports.mismatches.recent(10), [])
  })
})

describe('tokens in an escrow', () => {
  it('that are fewer than its accounts say stop the deal; more of them are a donation, and no alarm', async () => {
    const { world, deals } = await aWorldWith(2)
    const [robbed, given] = deals as [DealRecord, DealRecord]
    world.chain.strayTokens.set(robbed.escrow, -1n)
    world.chain.strayTokens.set(given.escrow, 5n)
    assert.deepEqual((await reconcile(world.ports)).failures, [{ what: robbed.id, why: 'copyDiffers' }])
    const [{ discrepancies } = assert.fail()] = await world.ports.mismatches.differing()
    const accounts = robbed.terms.sellerMargin + robbed.terms.buyerMargin
    assert.deepEqual(discrepancies, [
      { field: 'tokens', ours: accounts.toString(), theirs: (accounts - 1n).toString() },
    ])
  })
})

describe('a wrong fixing', () => {
  const lie = indexValue(1n)

  it('in the copy stops every deal of its series', async () => {
    const { world, deals } = await aWorldWith(1)
    await readyToSettle(world)
    const fixings = { ...world.ports.fixings }
    fixings.between = async (...asked) =>
      (await world.ports.fixings.between(...asked)).map((fact, index) => (index === 0 ? { ...fact, value: lie } : fact))
    assert.deepEqual((await reconcile({ ...world.ports, fixings })).failures, [{ what: 'BME14', why: 'copyDiffers' }])
    const [{ discrepancies } = assert.fail()] = await world.ports.mismatches.differing()
    assert.deepEqual(
      discrepancies.map(({ field, ours }) => [field, ours]),
      [
        ['oracle.2021-05-17', '1'],
        ['index.2021-05-17', '1'],
      ],
    )
    assert.deepEqual(await settleDue(world.ports), { done: 0, failures: [{ what: deals[0]!.id, why: 'copyDiffers' }] })
  })

  it('that the oracle itself was given differs from the index it is of', async () => {
    const { world } = await aWorldWith(1)
    await readyToSettle(world)
    // The difficulty of one epoch is another: what was published from the real one does not follow from it.
    const epochs = async () =>
      (await world.ports.index.epochs()).map((epoch) =>
        epoch.firstHeight === 683_424 ? { ...epoch, bits: 0x170d5f7b } : epoch,
      )
    assert.deepEqual((await reconcile({ ...world.ports, index: { ...world.ports.index, epochs } })).failures, [
      { what: 'BME14', why: 'copyDiffers' },
    ])
    const [{ discrepancies } = assert.fail()] = await world.ports.mismatches.differing()
    assert.ok(discrepancies.every(({ field }) => field.startsWith('index.')))
  })
})

/** Writes something else into the copy of a deal, past everything that keeps it right. */
async function touch(world: World, { id }: DealRecord, change: (chain: ChainView) => ChainView): Promise<void> {
  const deal = await dealOf(world, id)
  if (deal.chain === null) throw new Error('a deal that is not on chain')
  await world.ports.deals.replace({ ...deal, chain: change(deal.chain) })
}
