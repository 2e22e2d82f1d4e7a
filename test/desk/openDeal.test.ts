import assert from 'node:assert/strict'
import { enginePass } from '../../server/desk/enginePass.ts'
import { expireDue } from '../../server/desk/expireDue.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { aSignedDeal, aWorld, anAgreedDeal, dealOf, refuses, sign, signatureOf } from '../support/deals.ts'
import { Crash, crashingAt } from '../support/ports.ts'
import type { CrashMoment, World } from '../support/ports.ts'

const openings = ({ chain }: World) => chain.sent.filter(({ act }) => act === 'open').length

describe('opening a deal that both sides signed', () => {
  it('locks both collaterals, and calls the deal open once the chain says so', async () => {
    const world = await aWorld()
    const { id, escrow } = await aSignedDeal(world)
    const sent = await openDeal(world.ports, { dealId: id, actor: 'desk' })
    assert.equal(sent.state, 'opening')
    assert.notEqual(sent.opening, null)
    assert.deepEqual(world.chain.stateOf(escrow).balance, { seller: 10_500_000n, buyer: 10_500_000n })

    await indexChain(world.ports)
    const open = await dealOf(world, id)
    assert.equal(open.state, 'open')
    assert.equal(open.chain?.state.phase, 'open')
    assert.equal(open.chain.nextSettlementDay, 18_770) // the first week ends on 23 May 2021
    assert.deepEqual(
      open.events.map(({ before, event, after }) => `${before} ${event} ${after}`),
      [
        'agreed agree agreed',
        'agreed signFirst signedByOne',
        'signedByOne signSecond signedByBoth',
        'signedByBoth send opening',
        'opening opened open',
      ],
    )
  })

  it('is done once however often it is asked for', async () => {
    const world = await aWorld()
    const { id } = await aSignedDeal(world)
    await openDeal(world.ports, { dealId: id, actor: 'desk' })
    await openDeal(world.ports, { dealId: id, actor: 'desk' })
    await enginePass(world.ports)
    const open = await openDeal(world.ports, { dealId: id, actor: 'desk' })
    assert.equal(open.state, 'open')
    assert.equal(openings(world), 1)
  })

  it('refuses while a side has not signed, and after the signatures are dead', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    await sign(world, deal, 'buyer')
    await refuses(openDeal(world.ports, { dealId: deal.id, actor: 'desk' }), 'signatureMissing')
    await sign(world, deal, 'seller')
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await refuses(openDeal(world.ports, { dealId: deal.id, actor: 'desk' }), 'openingLapsed')
    assert.equal(openings(world), 0)
  })

  it('is a success if a stranger with both signatures was faster', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    await openedByStranger(world, deal.id)
    assert.equal((await openDeal(world.ports, { dealId: deal.id, actor: 'desk' })).state, 'opening')
    await enginePass(world.ports)
    assert.equal((await dealOf(world, deal.id)).state, 'open')
    assert.equal(openings(world), 1, 'the desk sent nothing')
  })

  it('is a success if a stranger was faster by one block', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    const open: typeof world.ports.escrows.open = async (opening) => {
      await world.chain.escrows.open(opening) // the stranger's, mined first
      return world.chain.escrows.open(opening)
    }
    const ports = { ...world.ports, escrows: { ...world.ports.escrows, open } }
    assert.equal((await openDeal(ports, { dealId: deal.id, actor: 'desk' })).state, 'opening')
    await enginePass(world.ports)
    assert.equal((await dealOf(world, deal.id)).state, 'open')
  })

  it('goes back with the chain’s reason when the chain refuses, and may be tried again', async () => {
    const world = await aWorld()
    const { id } = await aSignedDeal(world)
    const reason = 'ERC20InsufficientAllowance'
    const open = () => Promise.reject(new Refusal('chainRefused', { reason }))
    const ports = { ...world.ports, escrows: { ...world.ports.escrows, open } }
    await refuses(openDeal(ports, { dealId: id, actor: 'desk' }), 'chainRefused')
    const back = await dealOf(world, id)
    assert.equal(back.state, 'signedByBoth')
    assert.match(back.events.at(-1)?.cause ?? '', /ERC20InsufficientAllowance/)

    await openDeal(world.ports, { dealId: id, actor: 'desk' })
    await enginePass(world.ports)
    assert.equal((await dealOf(world, id)).state, 'open')
  })

  it('is finished by the engine when the chain did not answer', async () => {
    const world = await aWorld()
    const { id } = await aSignedDeal(world)
    const open = () => Promise.reject(new PortFailure('chain', 'no answer'))
    const ports = { ...world.ports, escrows: { ...world.ports.escrows, open } }
    await assert.rejects(openDeal(ports, { dealId: id, actor: 'desk' }), PortFailure)
    assert.equal((await dealOf(world, id)).state, 'opening')
    await expireDue(world.ports)
    await indexChain(world.ports)
    assert.equal((await dealOf(world, id)).state, 'open')
  })

  it('is not sent any more when the chain answers again only after the signatures are dead', async () => {
    const world = await aWorld()
    const { id, terms } = await aSignedDeal(world)
    const open = () => Promise.reject(new PortFailure('chain', 'no answer'))
    const ports = { ...world.ports, escrows: { ...world.ports.escrows, open } }
    await assert.rejects(openDeal(ports, { dealId: id, actor: 'desk' }), PortFailure)
    await world.ports.clock.moveTo(terms.openBy + 1)
    await enginePass(world.ports)
    assert.equal(openings(world), 0)
    const lapsed = await dealOf(world, id)
    assert.equal(lapsed.state, 'lapsed')
    assert.equal(lapsed.lapsedFor, null, 'both sides were ready')
  })

  for (const moment of ['before', 'after'] as const) {
    it(`comes to the same wherever the desk dies, ${moment} the outside did what it asked`, async () => {
      const undisturbed = await afterCrash(Infinity, moment)
      assert.ok(undisturbed.calls > 5)
      for (let nth = 1; nth <= undisturbed.calls; nth += 1) {
        const { deal, locked } = await afterCrash(nth, moment)
        assert.equal(deal.state, 'open', `after a crash at call ${nth}`)
        assert.equal(locked, 1, `opened once after a crash at call ${nth}`)
        assert.deepEqual(deal.chain, undisturbed.deal.chain)
      }
    })
  }
})

/** Opens a deal at a desk that dies at its n-th call, then lets a new desk carry on: the person asks again, the engine runs. */
async function afterCrash(nth: number, moment: CrashMoment) {
  const world = await aWorld()
  const { id } = await aSignedDeal(world)
  const dying = crashingAt(world.ports, nth, moment)
  await openDeal(dying.ports, { dealId: id, actor: 'desk' }).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
  if ((await dealOf(world, id)).state === 'signedByBoth') await openDeal(world.ports, { dealId: id, actor: 'desk' })
  await enginePass(world.ports)
  await enginePass(world.ports)
  const deal = await dealOf(world, id)
  return { deal, calls: dying.calls(), locked: deal.facts.filter(({ event }) => event.name === 'opened').length }
}

async function openedByStranger(world: World, id: `0x${string}`): Promise<void> {
  const deal = await dealOf(world, id)
  const signature = { seller: signatureOf(deal, 'seller'), buyer: signatureOf(deal, 'buyer') }
  await world.chain.escrows.open({ terms: deal.terms, signature, permit: { seller: null, buyer: null } })
}
