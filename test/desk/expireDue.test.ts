import assert from 'node:assert/strict'
import { enginePass } from '../../server/desk/enginePass.ts'
import { expireDue } from '../../server/desk/expireDue.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { recordFixings } from '../../server/desk/recordFixings.ts'
import type { Side } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { aSignedDeal, aWorld, anAgreedDeal, dealOf, dealTerms, sign, signatureOf } from '../support/deals.ts'

describe('a deal that was not opened in time', () => {
  const cases: readonly { signers: readonly Side[]; lapsedFor: Side | 'both' | null; because: string }[] = [
    { signers: [], lapsedFor: 'both', because: 'neither side signed' },
    { signers: ['seller'], lapsedFor: 'buyer', because: 'the buyer did not sign' },
    { signers: ['buyer'], lapsedFor: 'seller', because: 'the seller did not sign' },
    { signers: ['seller', 'buyer'], lapsedFor: null, because: 'both were ready and nobody sent it' },
  ]
  for (const { signers, lapsedFor, because } of cases) {
    it(`lapses for ${lapsedFor ?? 'nobody'} if ${because}`, async () => {
      const world = await aWorld()
      const deal = await anAgreedDeal(world)
      for (const side of signers) await sign(world, deal, side)

      await world.ports.clock.moveTo(deal.terms.openBy)
      await enginePass(world.ports)
      assert.notEqual((await dealOf(world, deal.id)).state, 'lapsed', 'in the last second it may still open')

      await world.ports.clock.moveTo(deal.terms.openBy + 1)
      await enginePass(world.ports)
      const after = await dealOf(world, deal.id)
      assert.equal(after.state, 'lapsed')
      assert.equal(after.lapsedFor, lapsedFor)
    })
  }

  it('lapses for the side that signed and then moved its money away', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.fund(deal.terms.buyer, { balance: baseUnits(10_499_999n) })
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await enginePass(world.ports)
    assert.equal((await dealOf(world, deal.id)).lapsedFor, 'buyer')
  })

  it('was cancelled, if a side took its signature back on the chain', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.cancel(deal.id)
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await enginePass(world.ports)
    assert.equal((await dealOf(world, deal.id)).state, 'cancelled')
  })

  it('does not lapse before the desk has read the block in which it was opened in time', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    await sign(world, deal, 'seller')
    await sign(world, deal, 'buyer')
    await world.ports.clock.moveTo(deal.terms.openBy - 60)
    await recordFixings(world.ports) // a stale index would keep the factory from opening
    const signature = { seller: signatureOf(deal, 'seller'), buyer: signatureOf(deal, 'buyer') }
    await world.chain.escrows.open({ terms: deal.terms, signature, permit: { seller: null, buyer: null } })
    await world.ports.clock.moveTo(deal.terms.openBy + 3_600)
    await expireDue(world.ports)
    assert.equal((await dealOf(world, deal.id)).state, 'signedByBoth')
    await indexChain(world.ports)
    assert.equal((await dealOf(world, deal.id)).state, 'open')
  })

  it('lapses once: a second look adds nothing to its history', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world, dealTerms({ salt: 7n }))
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await enginePass(world.ports)
    const once = await dealOf(world, deal.id)
    await enginePass(world.ports)
    assert.deepEqual(await dealOf(world, deal.id), once)
  })
})
