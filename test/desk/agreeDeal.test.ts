import assert from 'node:assert/strict'
import { agreeDeal } from '../../server/desk/agreeDeal.ts'
import { aWorld, anAgreedDeal, dealOf, dealTerms, sign, refuses } from '../support/deals.ts'
import { withDocumentHash } from '../support/chainInMemory.ts'
import { someTerms } from '../support/terms.ts'

describe('agreeing on a deal', () => {
  it('keeps the terms under their digest, with nobody ready yet', async () => {
    const world = await aWorld()
    const terms = dealTerms()
    const deal = await agreeDeal(world.ports, { terms, actor: 'alice' })
    assert.equal(deal.id, world.ports.escrows.digestOf(terms))
    assert.equal(deal.state, 'agreed')
    assert.equal(deal.escrow, await world.ports.escrows.escrowOf(terms))
    assert.deepEqual(deal.readiness, {
      seller: { signature: null, permit: null },
      buyer: { signature: null, permit: null },
    })
    assert.deepEqual(
      deal.events.map(({ event, actor }) => [event, actor]),
      [['agree', 'alice']],
    )
  })

  it('finds the deal as it stands when the same terms are agreed again, even after they could not be agreed any more', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    await sign(world, deal, 'seller')
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    const again = await agreeDeal(world.ports, { terms: deal.terms, actor: 'bob' })
    assert.deepEqual(again, await dealOf(world, deal.id))
    assert.equal(again.state, 'signedByOne')
  })

  it('refuses terms that name another document than their own confirmation', async () => {
    const { ports } = await aWorld()
    await refuses(agreeDeal(ports, { terms: someTerms(), actor: 'alice' }), 'documentDiffers')
  })

  it('refuses what the factory would refuse to open', async () => {
    const { ports } = await aWorld()
    await refuses(agreeDeal(ports, { terms: dealTerms({ hashrate: 0n }), actor: 'alice' }), 'hashrateMissing')
  })

  it('refuses an index that is not of this desk', async () => {
    const { ports } = await aWorld()
    const elsewhere = withDocumentHash(someTerms({ oracle: '0x6666666666666666666666666666666666666666' }))
    await refuses(agreeDeal(ports, { terms: elsewhere, actor: 'alice' }), 'seriesUnknown')
    await refuses(
      agreeDeal(ports, { terms: dealTerms({ series: `0x${'ab'.repeat(32)}` }), actor: 'alice' }),
      'seriesUnknown',
    )
  })
})
