import assert from 'node:assert/strict'
import { openDeal } from '../../server/desk/openDeal.ts'
import { recordSignature } from '../../server/desk/recordSignature.ts'
import type { Permit } from '../../server/desk/ports/openings.ts'
import { aSignedDeal, aWorld, anAgreedDeal, dealOf, sign, signatureOf, refuses } from '../support/deals.ts'

const PERMIT: Permit = {
  value: 10_500_000n,
  deadline: 1_621_300_000,
  v: 27,
  r: `0x${'11'.repeat(32)}`,
  s: `0x${'22'.repeat(32)}`,
}

describe('signing a deal', () => {
  it('takes one side and then the other, in either order', async () => {
    for (const [first, second] of [
      ['seller', 'buyer'],
      ['buyer', 'seller'],
    ] as const) {
      const world = await aWorld()
      const deal = await anAgreedDeal(world)
      assert.equal((await sign(world, deal, first)).state, 'signedByOne')
      const both = await sign(world, deal, second)
      assert.equal(both.state, 'signedByBoth')
      assert.deepEqual(
        both.events.map(({ event }) => event),
        ['agree', 'signFirst', 'signSecond'],
      )
    }
  })

  it('changes nothing when the same signature comes again', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const once = await sign(world, deal, 'seller')
    assert.deepEqual(await sign(world, deal, 'seller'), once)
    assert.deepEqual(await dealOf(world, deal.id), once)
  })

  it('keeps the permit, and a fresh permit later, without another step', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const command = { dealId: deal.id, side: 'seller', signature: signatureOf(deal, 'seller') } as const
    await recordSignature(world.ports, { ...command, permit: PERMIT })
    const fresh = { ...PERMIT, deadline: PERMIT.deadline + 3_600 }
    const after = await recordSignature(world.ports, { ...command, permit: fresh })
    assert.deepEqual(after.readiness.seller.permit, fresh)
    assert.equal(after.state, 'signedByOne')
    assert.equal((await sign(world, deal, 'seller')).readiness.seller.permit?.deadline, fresh.deadline)
  })

  it('refuses a signature of somebody else', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const signature = signatureOf(deal, 'buyer')
    await refuses(recordSignature(world.ports, { dealId: deal.id, side: 'seller', signature }), 'signatureInvalid')
    assert.equal((await dealOf(world, deal.id)).state, 'agreed')
  })

  it('refuses a deal nobody knows, and signatures after they would be dead', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const signature = signatureOf(deal, 'seller')
    await refuses(recordSignature(world.ports, { dealId: '0xabcd', side: 'seller', signature }), 'dealUnknown')
    await world.ports.clock.moveTo(deal.terms.openBy)
    await sign(world, deal, 'seller')
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await refuses(sign(world, deal, 'buyer'), 'openingLapsed')
  })

  it('refuses another permit once the opening is on its way', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    await openDeal(world.ports, { dealId: deal.id, actor: 'desk' })
    const command = { dealId: deal.id, side: 'seller', signature: signatureOf(deal, 'seller'), permit: PERMIT } as const
    await refuses(recordSignature(world.ports, command), 'transitionForbidden')
  })

  it('loses neither of two signatures that arrive at the same moment', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    await Promise.all([sign(world, deal, 'seller'), sign(world, deal, 'buyer')])
    assert.equal((await dealOf(world, deal.id)).state, 'signedByBoth')
  })
})
