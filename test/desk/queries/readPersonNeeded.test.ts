import assert from 'node:assert/strict'
import { readPersonNeeded } from '../../../server/desk/queries/readPersonNeeded.ts'
import type { NegotiationRecord } from '../../../server/desk/ports/negotiation.ts'
import { aSignedDeal, aWorld, anAgreedDeal, anOpenDeal, dealTerms, sign } from '../../support/deals.ts'
import { aNegotiation } from '../../support/negotiations.ts'
import { STRANGER } from '../../support/terms.ts'

describe('whether a change leaves something for a person to do', () => {
  const NEGOTIATIONS: { because: string; wanted: Partial<NegotiationRecord>; reason: string | null }[] = [
    { because: 'an offer waits for its answer', wanted: { state: 'offered' }, reason: 'offerReceived' },
    { because: 'a broker’s text waits to be taken over', wanted: { state: 'introduced' }, reason: 'offerReceived' },
    {
      because: 'what was agreed waits for an account to sign with',
      wanted: { state: 'agreed' },
      reason: 'signatureAwaited',
    },
    { because: 'the deal it became speaks for itself', wanted: { state: 'agreed', dealId: '0x01' }, reason: null },
    { because: 'an offer that expired is nobody’s', wanted: { state: 'expired' }, reason: null },
    { because: 'an offer that was declined is answered', wanted: { state: 'declined' }, reason: null },
  ]
  for (const { because, wanted, reason } of NEGOTIATIONS) {
    it(`is ${reason === null ? 'no' : 'yes'}: ${because}`, async () => {
      const { ports } = await aWorld()
      const { id } = await ports.negotiations.insert(aNegotiation({ introducedBy: 'lindqvist', ...wanted }))
      const needed = await readPersonNeeded(ports, { what: 'negotiation', id })
      assert.equal(needed?.reason ?? null, reason)
      if (needed !== null) assert.deepEqual(needed.concerns, ['andes', 'borealis', 'lindqvist'])
    })
  }

  it('is yes for a deal from the agreement until it is sent', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const reason = async () => (await readPersonNeeded(world.ports, { what: 'deal', id: deal.id }))?.reason
    assert.equal(await reason(), 'signatureAwaited')
    await sign(world, deal, 'seller')
    assert.equal(await reason(), 'signatureAwaited')
    await sign(world, deal, 'buyer')
    assert.equal(await reason(), 'signatureAwaited')
  })

  it('is no for a deal that stands: its calls and its end are told as the chain tells them', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    assert.equal(await readPersonNeeded(world.ports, { what: 'deal', id }), null)
  })

  it('concerns the broker of a deal too', async () => {
    const world = await aWorld()
    const { id, terms } = await aSignedDeal(world, dealTerms({ broker: STRANGER }))
    const needed = await readPersonNeeded(world.ports, { what: 'deal', id })
    assert.deepEqual(needed?.concerns, [terms.seller, terms.buyer, STRANGER])
  })

  it('is no for anything else', async () => {
    const { ports } = await aWorld()
    for (const what of ['rfq', 'account', 'clock', 'deal', 'negotiation'] as const) {
      assert.equal(await readPersonNeeded(ports, { what, id: 'unknown' }), null)
    }
  })
})
