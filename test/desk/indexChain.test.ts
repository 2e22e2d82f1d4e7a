import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import { rebuildReadModel } from '../../server/desk/rebuildReadModel.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { parseInstant } from '../../server/domain/units/calendar.ts'
import {
  aSignedDeal,
  aWorld,
  aWorldBeforeAnything,
  anOpenDeal,
  dealOf,
  dealTerms,
  signatureOf,
} from '../support/deals.ts'
import { Crash, crashingAt } from '../support/ports.ts'
import type { World } from '../support/ports.ts'

const NO_PERMITS = { seller: null, buyer: null }
const JUNE = parseInstant('2021-06-01T00:10:00Z')

describe('reading the chain', () => {
  it('finds nothing new the second time', async () => {
    const world = await aWorldInJune()
    const once = world.documents()
    assert.equal((await indexChain(world.ports)).done, 0)
    assert.equal(world.documents(), once)
  })

  it('gives the same documents, byte for byte, when everything the chain said is dropped and read again', async () => {
    const world = await aWorldInJune()
    const before = world.documents()
    assert.match(before, /closedOut/)
    await rebuildReadModel(world.ports)
    assert.equal(world.documents(), before)
  })

  it('gives the same documents when the desk dies anywhere in between', async () => {
    const world = await aWorldInJune()
    const expected = world.documents()
    for (const moment of ['before', 'after'] as const) {
      let nth = 1
      while ((await rebuildReadModel(crashingAt(world.ports, nth, moment).ports).catch(asCrash)) === 'crashed') {
        await indexChain(world.ports)
        assert.equal(world.documents(), expected, `after a crash ${moment} call ${nth}`)
        nth += 1
      }
      assert.ok(nth > 10)
    }
  })

  it('takes in a deal that others opened at the factory, and follows it', async () => {
    const world = await aWorld()
    const elsewhere = await aWorld() // two people who met at another desk
    const { id, terms, escrow } = await aSignedDeal(elsewhere, dealTerms({ salt: 99n }))
    const deal = await dealOf(elsewhere, id)
    const signature = { seller: signatureOf(deal, 'seller'), buyer: signatureOf(deal, 'buyer') }
    await world.chain.escrows.open({ terms, signature, permit: NO_PERMITS })
    await indexChain(world.ports)
    const taken = await dealOf(world, id)
    assert.equal(taken.state, 'open')
    assert.equal(taken.escrow, escrow)
    assert.deepEqual(taken.terms, terms)

    await advanceReplay(world.ports, { to: JUNE })
    assert.equal((await dealOf(world, id)).chain?.state.cause, 'closedOut')
  })

  it('ignores what is said by an escrow that nobody opened here', async () => {
    const world = await aWorld()
    const before = await world.ports.deals.inState(['open'])
    const ledger = {
      phase: 'open',
      cause: 'none',
      balance: { seller: baseUnits(1n), buyer: baseUnits(1n) },
      periodsSettled: 0,
      callSide: 'seller',
      cureBy: 0,
    } as const
    world.chain.mineStray('0x9999999999999999999999999999999999999999', { name: 'matured', ledger })
    assert.deepEqual((await indexChain(world.ports)).failures, [])
    assert.deepEqual(await world.ports.deals.inState(['open']), before)
  })

  for (const [what, due] of [
    ['the first settlement', '2021-05-24T00:05:00Z'],
    ['the margin call', '2021-05-31T00:05:00Z'],
    ['the close-out', '2021-06-01T00:05:01Z'],
  ] as const) {
    it(`dies harmlessly between any two writes of the pass with ${what}, before or after each`, async () => {
      const beforePass = await aWorldWhen(due)
      const undisturbed = beforePass.copy()
      const counting = crashingAt(undisturbed.ports, Infinity, 'before')
      await enginePass(counting.ports)
      assert.ok(counting.calls() > 30)
      for (const moment of ['before', 'after'] as const) {
        for (let nth = 1; nth <= counting.calls(); nth += 1) {
          const world = beforePass.copy()
          assert.equal(await enginePass(crashingAt(world.ports, nth, moment).ports).catch(asCrash), 'crashed')
          await enginePass(world.ports)
          assert.equal(withoutBlocks(world), withoutBlocks(undisturbed), `after a crash ${moment} call ${nth}`)
        }
      }
    })
  }
})

describe('a chain that went back', () => {
  it('takes a settlement with it, and the desk settles again', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    const settled = parseInstant('2021-05-24T00:05:00Z')
    await advanceReplay(world.ports, { to: settled - 1 })
    const height = world.chain.height()
    await advanceReplay(world.ports, { to: settled })
    const before = await dealOf(world, id)
    assert.equal(before.chain?.state.periodsSettled, 1)

    world.chain.goBackTo(height)
    await indexChain(world.ports)
    assert.equal((await dealOf(world, id)).chain?.state.periodsSettled, 0)
    assert.equal((await world.ports.fixings.last('BME14'))?.day, 18_769, 'the fixing of 23 May is gone too')

    await advanceReplay(world.ports, { to: settled })
    const after = await dealOf(world, id)
    assert.equal(after.chain?.state.periodsSettled, 1)
    assert.deepEqual(after.chain.state, before.chain.state)
    assert.notEqual(after.chain.last.blockHash, before.chain.last.blockHash)
  })

  it('leaves what stands in the last common block', async () => {
    const world = await aWorld()
    const { id, escrow, chain } = await anOpenDeal(world)
    world.chain.topUp(escrow, 'seller', 5n)
    await indexChain(world.ports)
    world.chain.goBackTo(chain!.opened.block)
    await indexChain(world.ports)
    const after = await dealOf(world, id)
    assert.deepEqual(
      after.facts.map(({ event }) => event.name),
      ['opened'],
    )
    assert.equal(after.chain?.state.balance.seller, 10_500_000n)
  })

  it('takes the opening with it: the deal is told so, and the desk sends again what it had sent', async () => {
    const world = await aWorld()
    const { id } = await aSignedDeal(world)
    const height = world.chain.height()
    await openDeal(world.ports, { dealId: id, actor: 'desk' })
    await enginePass(world.ports)
    assert.equal((await dealOf(world, id)).state, 'open')

    world.chain.goBackTo(height)
    world.chain.mineEmpty()
    await indexChain(world.ports)
    const back = await dealOf(world, id)
    assert.equal(back.state, 'signedByBoth')
    assert.equal(back.events.at(-1)?.event, 'chainWentBack')
    assert.equal(back.chain, null)
    assert.deepEqual(back.facts, [])

    await enginePass(world.ports)
    await enginePass(world.ports)
    assert.equal((await dealOf(world, id)).state, 'open')
    assert.equal(world.chain.sent.filter(({ act }) => act === 'open').length, 2)
  })

  it('tells nothing when the opening is in the new chain as well', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    const events = deal.events.length
    world.chain.goBackTo(deal.chain!.opened.block - 1)
    const signature = { seller: signatureOf(deal, 'seller'), buyer: signatureOf(deal, 'buyer') }
    await world.chain.escrows.open({ terms: deal.terms, signature, permit: NO_PERMITS })
    world.chain.mineEmpty()
    await indexChain(world.ports)
    const after = await dealOf(world, deal.id)
    assert.equal(after.state, 'open')
    assert.equal(after.events.length, events)
    assert.notEqual(after.chain?.opened.blockHash, deal.chain?.opened.blockHash)
  })

  it('further than the desk remembers is read again from the first block', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const height = world.chain.height()
    for (let block = 0; block < 140; block += 1) {
      world.chain.mineEmpty()
      await indexChain(world.ports)
    }
    const [oldest] = (await world.ports.cursor.read()).blocks
    assert.ok(oldest !== undefined && oldest.number > height, 'the opening is beyond memory')
    world.chain.goBackTo(height)
    await indexChain(world.ports)
    const rolledBack = world.documents()
    await rebuildReadModel(world.ports)
    assert.equal(world.documents(), rolledBack)
    assert.match(rolledBack, /"state":"open"/)
  })

  it('while a range is read makes the desk read it again', async () => {
    const world = await aWorldBeforeAnything()
    await world.ports.clock.moveTo(JUNE)
    const { history } = world.ports
    let isFirst = true
    const escrowFacts: typeof history.escrowFacts = async (from, to) => {
      const facts = await history.escrowFacts(from, to)
      if (isFirst) world.chain.goBackTo(0)
      if (isFirst) world.chain.mineEmpty()
      isFirst = false
      return facts
    }
    const ports = { ...world.ports, history: { ...history, escrowFacts } }
    await assert.rejects(indexChain(ports), /went back while it was read/)
    assert.deepEqual((await world.ports.cursor.read()).blocks, [])
    await indexChain(ports)
    assert.equal((await world.ports.cursor.read()).blocks.at(-1)?.number, world.chain.height())
  })

  it('and forgot what a dying desk had already written is followed all the same', async () => {
    const world = await aWorld()
    const { id } = await aSignedDeal(world)
    const height = world.chain.height()
    await indexChain(world.ports)
    await openDeal(world.ports, { dealId: id, actor: 'desk' })
    // Dies after the deal was written and before the cursor was.
    const write = () => Promise.reject(new Crash('cursor'))
    await assert.rejects(indexChain({ ...world.ports, cursor: { ...world.ports.cursor, write } }), Crash)
    assert.equal((await dealOf(world, id)).state, 'open')
    world.chain.goBackTo(height)
    world.chain.mineEmpty()
    await indexChain(world.ports)
    const after = await dealOf(world, id)
    assert.equal(after.state, 'signedByBoth')
    assert.deepEqual(after.facts, [])
  })
})

/** The golden run after its close-out. */
async function aWorldInJune(): Promise<World> {
  const world = await aWorld()
  await anOpenDeal(world)
  await advanceReplay(world.ports, { to: JUNE })
  return world
}

/** The golden run when desk time has just reached `due`, and nothing that falls due then is done yet. */
async function aWorldWhen(due: string): Promise<World> {
  const world = await aWorld()
  await anOpenDeal(world)
  await advanceReplay(world.ports, { to: parseInstant(due) - 1 })
  await world.ports.clock.moveTo(parseInstant(due))
  return world
}

/** The documents as far as they do not depend on how many blocks it took. */
function withoutBlocks(world: World): string {
  return world.documents().replaceAll(/"(block|blockHash|transaction|hash|number|cause)":("0x[0-9a-f]+"|\d+)/g, '')
}

function asCrash(error: unknown): 'crashed' {
  if (error instanceof Crash) return 'crashed'
  throw error
}
