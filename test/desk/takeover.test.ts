import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { nextEventAt } from '../../server/desk/nextEventAt.ts'
import type { ActAsked } from '../../server/desk/prepareAct.ts'
import { prepareAct } from '../../server/desk/prepareAct.ts'
import { readDealPage } from '../../server/desk/queries/readDealPage.ts'
import { countNeeds, readNeeds } from '../../server/desk/queries/readNeeds.ts'
import { readPeople } from '../../server/desk/queries/peopleSeen.ts'
import { readPortfolio } from '../../server/desk/queries/readPortfolio.ts'
import { countTakeovers, readTakeover, readTakeovers } from '../../server/desk/queries/readTakeovers.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { dealOf, refuses } from '../support/deals.ts'
import { TWO_DAYS, aDealInWindow, aDealTakenOver } from '../support/takeovers.ts'
import type { WindowScene } from '../support/takeovers.ts'
import { BUYER, SELLER, STRANGER } from '../support/terms.ts'

// The golden run: the seller holds 10 404 900 and owes 6 674 476 on the days to come; the penalty of 2 100 000 leaves it 1 630 424.

function asking({ world, deal }: WindowScene, by: Pick<Account, 'addresses'>, asked: ActAsked) {
  return prepareAct(world.ports, { dealId: deal.id, by, asked })
}

async function asked({ world }: WindowScene, viewer: Account) {
  return { viewer, asOf: await world.ports.clock.asOf() }
}

describe('a default whose terms keep the hedge alive', () => {
  it('opens the takeover window instead of closing the deal out', async () => {
    const { world, deal, until } = await aDealInWindow()
    assert.equal(deal.chain?.state.phase, 'defaulted')
    const asOf = await world.ports.clock.asOf()
    assert.equal(until - asOf, TWO_DAYS)
    assert.equal(deal.facts.at(-1)?.event.name, 'windowOpened')
  })

  it('is told to whoever plays time, as a reason to look', async () => {
    const { told, deal } = await aDealInWindow()
    assert.deepEqual(
      told.map(({ reason, concerns }) => [reason, concerns]),
      [['windowOpened', [SELLER, BUYER]]],
    )
    assert.equal(told[0]?.deal, deal.id)
  })

  it('is left alone until the window is over, and closed out in the second after it with the full penalty', async () => {
    const { world, deal, until } = await aDealInWindow()
    const { failures } = await advanceReplay(world.ports, { to: until })
    assert.deepEqual(failures, [], 'nothing is overdue while somebody may still step in')
    assert.equal((await dealOf(world, deal.id)).chain?.state.phase, 'defaulted')
    assert.equal(await nextEventAt(world.ports, until), until + 1)
    const { needsPerson } = await advanceReplay(world.ports, 'nextEvent')
    const { chain } = await dealOf(world, deal.id)
    assert.deepEqual([chain?.state.phase, chain?.state.cause], ['closed', 'closedOut'])
    assert.deepEqual(chain?.state.balance, { seller: 1_630_424n, buyer: 19_369_576n })
    assert.deepEqual(
      needsPerson.map(({ reason }) => reason),
      ['defaultClosedOut'],
    )
  })

  it('is found by everybody with what it costs and brings, and by its own people as theirs', async () => {
    const scene = await aDealInWindow()
    const { world, miner, fund, taker, until } = scene
    const [row] = await readTakeovers(world.ports, await asked(scene, taker))
    assert.equal(row?.relation, 'stranger')
    assert.equal(row.window.until, until)
    const { now, atEnd, worth, limit } = row.window.worked!
    assert.deepEqual([now.deposit, now.reward, atEnd.reward], [10_500_000n, 0n, 1_050_000n])
    // A hundredth more than the deposit, for a fixing that comes in between.
    assert.deepEqual([worth, limit], [-6_674_476n, 10_605_000n])
    const relations = [miner, fund].map(async (each) => (await readTakeovers(world.ports, await asked(scene, each)))[0])
    assert.deepEqual(
      (await Promise.all(relations)).map((each) => each?.relation),
      ['failed', 'honouring'],
    )
    assert.equal(await countTakeovers(world.ports, await asked(scene, fund)), 0)
  })

  it('is on the list no more once its window is over', async () => {
    const scene = await aDealInWindow()
    const { world, taker, until } = scene
    world.chain.trouble.refuses.add(scene.deal.escrow)
    await advanceReplay(world.ports, { to: until + 1 })
    assert.deepEqual(await readTakeovers(world.ports, await asked(scene, taker)), [])
    const view = await readTakeover(world.ports, { dealId: scene.deal.id, ...(await asked(scene, taker)) })
    assert.deepEqual([view.row, view.ended], [null, null])
  })
})

describe('stepping into a side that failed', () => {
  it('asks the wallet to allow the escrow the deposit and a hundredth, then to take over', async () => {
    const scene = await aDealInWindow()
    scene.world.parties.allow(STRANGER, 0n)
    const { steps, from, side } = await asking(scene, scene.taker, { name: 'takeOver' })
    const [allow, takeOver] = steps.map((step) => (step.kind === 'transaction' ? step : assert.fail()))
    assert.deepEqual([from, side], [STRANGER, null])
    assert.deepEqual(allow?.act, {
      name: 'approve',
      token: scene.deal.terms.token,
      spender: scene.deal.escrow,
      amount: 10_605_000n,
    })
    assert.deepEqual(takeOver?.act, { name: 'takeOver', escrow: scene.deal.escrow, maxDeposit: 10_605_000n })
    assert.equal(takeOver.foretold?.after.owner.seller, STRANGER)
    assert.equal(takeOver.takeover?.deposit, 10_500_000n)
  })

  it('is for anybody with a wallet and the money, but not for the honouring party', async () => {
    const scene = await aDealInWindow()
    const { world, fund, taker, miner } = scene
    const act = { name: 'takeOver' } as const
    await refuses(asking(scene, fund, act), 'honouringSideCannotTakeOver')
    await refuses(asking(scene, { addresses: [] }, act), 'walletMissing')
    assert.equal((await asking(scene, miner, act)).from, SELLER, 'the side that failed may take itself over')
    world.parties.fund(STRANGER, { balance: baseUnits(10_499_999n) })
    await refuses(asking(scene, taker, act), 'tokenShort')
  })

  it('lets a stranger do nothing else, and learn nothing of a deal without a window', async () => {
    const scene = await aDealInWindow()
    const { world, taker, until } = scene
    for (const name of ['closeOut', 'unwind', 'withdrawClaim'] as const) {
      await refuses(asking(scene, taker, { name }), 'dealUnknown')
    }
    const { id } = await anotherDeal(scene)
    const of = { dealId: id, by: taker, asked: { name: 'takeOver' } as const }
    await refuses(prepareAct(world.ports, of), 'dealUnknown')
    await refuses(readTakeover(world.ports, { dealId: id, ...(await asked(scene, taker)) }), 'dealUnknown')
    await advanceReplay(world.ports, { to: until + 1 })
    await refuses(asking(scene, taker, { name: 'takeOver' }), 'dealUnknown')
  })
})

describe('a deal that somebody took over', () => {
  it('is the taker’s from then on: its side, its collateral, its acts', async () => {
    const scene = await aDealTakenOver()
    const { world, taker, deal } = scene
    assert.equal(deal.chain?.state.phase, 'open')
    // 10 500 000 margin, 6 674 476 for the mark, 525 000 for coming; the buyer had 10 595 100 and got 1 575 000.
    assert.deepEqual(deal.chain.state.balance, { seller: 17_699_476n, buyer: 12_170_100n })
    const { deals, totals } = await readPortfolio(world.ports, await asked(scene, taker))
    assert.deepEqual(
      deals.map(({ side, left }) => [side, left]),
      [['seller', null]],
    )
    assert.equal(totals[0]?.totals.locked, 17_699_476n)
    assert.equal(deals[0]?.position?.account.cash.putIn, 10_500_000n)
    const { from, side } = await asking(scene, taker, { name: 'topUp', amount: '0.01' })
    assert.deepEqual([from, side], [STRANGER, 'seller'])
    const page = await readDealPage(world.ports, { dealId: deal.id, ...(await asked(scene, taker)) })
    assert.equal(page.role, 'seller')
    assert.ok(
      !page.timeline.some(({ what }) => what === 'offer'),
      'how the two came to their terms is not its business',
    )
  })

  it('can still be read by who lost it, and what was left to it is its to take', async () => {
    const scene = await aDealTakenOver()
    const { world, miner, deal } = scene
    const page = await readDealPage(world.ports, { dealId: deal.id, ...(await asked(scene, miner)) })
    assert.equal(page.role, 'former')
    assert.deepEqual(page.escrow?.acts, [{ name: 'withdrawClaim', amount: 1_630_424n }])
    await refuses(asking(scene, miner, { name: 'topUp', amount: '0.01' }), 'notOwner')
    await refuses(asking(scene, miner, { name: 'unwind' }), 'notOwner')

    const [need] = await readNeeds(world.ports, await asked(scene, miner))
    assert.deepEqual(
      [need?.need.kind, need && 'amount' in need.need && need.need.amount],
      ['withdrawClaim', 1_630_424n],
    )
    const { steps } = await asking(scene, miner, { name: 'withdrawClaim' })
    const [step] = steps
    assert.deepEqual(step?.kind === 'transaction' && step.act, {
      name: 'withdrawClaim',
      escrow: deal.escrow,
      to: SELLER,
    })

    world.chain.withdrawClaim(deal.escrow, SELLER)
    await enginePass(world.ports)
    assert.equal(await countNeeds(world.ports, await asked(scene, miner)), 0)
    await refuses(asking(scene, miner, { name: 'withdrawClaim' }), 'nothingToClaim')
  })

  it('is over for who lost it: with its loss, among the deals that ended', async () => {
    const scene = await aDealTakenOver()
    const { deals, totals } = await readPortfolio(scene.world.ports, await asked(scene, scene.miner))
    const [row] = deals
    assert.equal(row?.position, null)
    // 1 630 424 left of 10 500 000
    assert.deepEqual([row.left?.cash.gain, row.claim], [-8_869_576n, 1_630_424n])
    assert.deepEqual([totals[0]?.totals.locked, totals[0]?.totals.withdrawable], [0n, 1_630_424n])
  })

  it('counts as a default of who lost it, while the others’ deal goes on', async () => {
    const { world, miner, fund, taker } = await aDealTakenOver()
    const people = await readPeople(world.ports, [miner.id, fund.id, taker.id])
    assert.deepEqual(people.get(miner.id)?.record, { done: 1, defaulted: 1 })
    assert.deepEqual(people.get(fund.id)?.record, { done: 0, defaulted: 0 })
    assert.deepEqual(people.get(taker.id)?.record, { done: 0, defaulted: 0 })
  })

  it('is settled and marked like any other, with the taker on the clock', async () => {
    const { world, deal } = await aDealTakenOver()
    await advanceReplay(world.ports, { byDays: 6 })
    const { chain } = await dealOf(world, deal.id)
    assert.equal(chain?.state.periodsSettled, 3)
    assert.equal(chain.state.owner.seller, STRANGER)
  })
})

/** Another deal on this desk, that never was in default. */
async function anotherDeal({ world, deal }: WindowScene): Promise<DealRecord> {
  const names = { id: `0x${'ab'.repeat(32)}`, escrow: `0x${'ac'.repeat(20)}` } as const
  return world.ports.deals.insert({ ...deal, ...names, chain: null, facts: [] })
}
