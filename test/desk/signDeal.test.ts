import assert from 'node:assert/strict'
import { enginePass } from '../../server/desk/enginePass.ts'
import { openForParties } from '../../server/desk/openForParties.ts'
import { readSigning } from '../../server/desk/queries/readSigning.ts'
import { recordCancellation } from '../../server/desk/recordCancellation.ts'
import { recordPermit } from '../../server/desk/recordPermit.ts'
import { signDeal } from '../../server/desk/signDeal.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import type { World } from '../support/ports.ts'
import {
  aSignedDeal,
  aWorld,
  anAgreedDeal,
  anOpenDeal,
  dealOf,
  dealTerms,
  refuses,
  signatureOf,
} from '../support/deals.ts'
import { BUYER, SELLER, STRANGER } from '../support/terms.ts'

const MINER = { addresses: [STRANGER.replace('3', '9') as typeof STRANGER, SELLER] }
const HOLDER = { addresses: [BUYER] }
const NOBODY = { addresses: [STRANGER] }
/** 65 bytes that a wallet might answer with; v is written as 0, as some do. */
const PERMIT_BYTES = `0x${'aa'.repeat(32)}${'bb'.repeat(32)}00` as const

async function view(world: World, dealId: `0x${string}`, viewer = MINER) {
  return readSigning(world.ports, { dealId, viewer })
}

describe('the signing of a deal, seen from one side', () => {
  it('begins with the signature, then the permit, then waits for the other side, then opens', async () => {
    const world = await aWorld()
    world.parties.fund(SELLER, { allowance: baseUnits(0n) })
    const deal = await anAgreedDeal(world)
    assert.equal((await view(world, deal.id)).step, 'sign')

    await signDeal(world.ports, { dealId: deal.id, by: MINER, signature: signatureOf(deal, 'seller') })
    const signed = await view(world, deal.id)
    assert.equal(signed.viewerSide, 'seller')
    assert.equal(signed.step, 'allow')
    assert.equal(signed.sides.seller.needed, 10_500_000n, '0.105 tBTC')

    await recordPermit(world.ports, { dealId: deal.id, by: MINER, signature: PERMIT_BYTES })
    assert.equal((await dealOf(world, deal.id)).readiness.seller.permit?.v, 27)
    assert.equal((await view(world, deal.id)).step, 'wait')
    await refuses(openForParties(world.ports, { dealId: deal.id, by: MINER }), 'sideNotReady')

    await signDeal(world.ports, { dealId: deal.id, by: HOLDER, signature: signatureOf(deal, 'buyer') })
    assert.equal((await view(world, deal.id, HOLDER)).step, 'open')
    await openForParties(world.ports, { dealId: deal.id, by: HOLDER })
    await enginePass(world.ports)
    assert.equal((await view(world, deal.id)).stage, 'opened')
  })

  it('says what is missing when the wallet does not hold the margin, and when a permit was used up', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.fund(SELLER, { balance: baseUnits(10_499_999n) })
    assert.equal((await view(world, deal.id)).step, 'fund')
    world.parties.fund(SELLER, { allowance: baseUnits(0n) })
    await recordPermit(world.ports, { dealId: deal.id, by: MINER, signature: PERMIT_BYTES })
    world.parties.answers.permitsBind = false
    const { sides, step } = await view(world, deal.id)
    assert.deepEqual([sides.seller.permit, step], ['useless', 'allow'])
  })

  it('is nobody else’s business: a stranger learns as much as of a deal that is not there', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const signature = signatureOf(deal, 'seller')
    await refuses(view(world, deal.id, NOBODY), 'dealUnknown')
    await refuses(signDeal(world.ports, { dealId: deal.id, by: NOBODY, signature }), 'dealUnknown')
    await refuses(openForParties(world.ports, { dealId: deal.id, by: NOBODY }), 'dealUnknown')
  })

  it('is watched by the broker, who has no side and signs nothing', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world, dealTerms({ broker: STRANGER, brokerFee: baseUnits(1_001n) }))
    const seen = await view(world, deal.id, NOBODY)
    assert.deepEqual([seen.viewerSide, seen.step], [null, 'watch'])
    assert.equal(seen.sides.buyer.needed, 10_500_501n, 'the odd unit of the fee is the buyer’s')
    const signature = signatureOf(deal, 'seller')
    await refuses(signDeal(world.ports, { dealId: deal.id, by: NOBODY, signature }), 'dealUnknown')
  })

  it('takes a signature for the signer’s own side only', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const signature = signatureOf(deal, 'buyer')
    await refuses(signDeal(world.ports, { dealId: deal.id, by: MINER, signature }), 'signatureInvalid')
  })

  it('takes no permit that does not bind, and none before the signature', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const permit = { dealId: deal.id, by: MINER, signature: PERMIT_BYTES }
    await refuses(recordPermit(world.ports, permit), 'signatureMissing')
    await signDeal(world.ports, { dealId: deal.id, by: MINER, signature: signatureOf(deal, 'seller') })
    await refuses(recordPermit(world.ports, { ...permit, signature: '0xab' }), 'permitInvalid')
    world.parties.answers.permitsBind = false
    await refuses(recordPermit(world.ports, permit), 'permitInvalid')
  })

  it('ends for good when the chain says that a side took its signature back', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    await refuses(recordCancellation(world.ports, { dealId: deal.id, by: MINER }), 'nothingToDo')
    world.parties.cancel(deal.id)
    assert.equal((await view(world, deal.id)).stage, 'cancelled')
    await refuses(openForParties(world.ports, { dealId: deal.id, by: HOLDER }), 'termsCancelled')
    await recordCancellation(world.ports, { dealId: deal.id, by: MINER })
    assert.equal((await dealOf(world, deal.id)).state, 'cancelled')
  })

  it('is over when the time to open has passed, and when the deal stands', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    assert.equal((await view(world, deal.id)).stage, 'lapsed')
    const open = await anOpenDeal(await aWorld())
    assert.equal(open.state, 'open')
  })
})
