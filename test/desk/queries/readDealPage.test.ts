import assert from 'node:assert/strict'
import { advanceReplay } from '../../../server/desk/advanceReplay.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Account } from '../../../server/desk/ports/accounts.ts'
import { readConfirmation } from '../../../server/desk/queries/readConfirmation.ts'
import { readDealPage } from '../../../server/desk/queries/readDealPage.ts'
import type { DealPage, EscrowView } from '../../../server/desk/queries/readDealPage.ts'
import type { TimelineEntry } from '../../../server/desk/queries/dealTimeline.ts'
import { indexChain } from '../../../server/desk/indexChain.ts'
import { confirmationText } from '../../../server/domain/terms/confirmation.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { parseDay } from '../../../server/domain/units/calendar.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { aWorld, anAgreedDeal, dealOf, dealTerms, refuses } from '../../support/deals.ts'
import { aDealOfTwo, aPerson } from '../../support/negotiations.ts'
import type { World } from '../../support/ports.ts'
import { BUYER, SELLER, STRANGER } from '../../support/terms.ts'

interface Scene {
  readonly world: World
  readonly id: Hex
  readonly miner: Account
  readonly fund: Account
}

/** The golden run between two who agreed on it here, as it stands at `instant`. */
async function theDealAt(instant?: Instant): Promise<Scene> {
  const world = await aWorld()
  const deal = await aDealOfTwo(world)
  if (instant !== undefined) await advanceReplay(world.ports, { to: instant })
  return { world, ...deal }
}

async function pageOf({ world, id }: Pick<Scene, 'world' | 'id'>, viewer: Account): Promise<DealPage> {
  return readDealPage(world.ports, { dealId: id, viewer, asOf: await world.ports.clock.asOf() })
}

async function escrowOf(scene: Scene, viewer = scene.miner): Promise<EscrowView> {
  const { escrow } = await pageOf(scene, viewer)
  assert.ok(escrow !== null)
  return escrow
}

/** The moment of a day's fixing: five minutes after the day's end. */
function fixingOf(day: string): Instant {
  return endOfDay(parseDay(day)) + 300
}

const SECOND_FALL = fixingOf('2021-05-30')
const AFTER_THE_CURE = SECOND_FALL + 86_401

describe('who may read a deal', () => {
  it('is its seller and its buyer, each as such, by the wallets they linked', async () => {
    const scene = await theDealAt()
    const roles = [await pageOf(scene, scene.miner), await pageOf(scene, scene.fund)].map(({ role, side }) => [
      role,
      side,
    ])
    assert.deepEqual(roles, [
      ['seller', 'seller'],
      ['buyer', 'buyer'],
    ])
  })

  it('is the broker that the terms name, who can do nothing there', async () => {
    const world = await aWorld()
    const broker = await aPerson(world, 'Lindqvist OTC', [STRANGER])
    const { id } = await anAgreedDeal(world, dealTerms({ broker: STRANGER }))
    const { role, side, parties } = await pageOf({ world, id }, broker)
    assert.deepEqual([role, side, parties.broker?.name], ['broker', 'seller', 'Lindqvist OTC'])
  })

  it('is a broker who introduced the two without a fee', async () => {
    const { world, id } = await theDealAt()
    const broker = await aPerson(world, 'Lindqvist OTC')
    const negotiation = (await world.ports.negotiations.readByDeal(id))!
    await world.ports.negotiations.replace({ ...negotiation, introducedBy: broker.id })
    const { role, escrow } = await pageOf({ world, id }, broker)
    assert.equal(role, 'broker')
    assert.deepEqual(escrow?.acts, [])
  })

  it('is nobody else: a stranger reads what it would read of a deal that does not exist', async () => {
    const { world, id } = await theDealAt()
    const stranger = await aPerson(world, 'Cirrus Trading', [STRANGER])
    await refuses(pageOf({ world, id }, stranger), 'dealUnknown')
    await refuses(pageOf({ world, id: `0x${'0'.repeat(64)}` }, stranger), 'dealUnknown')
    await refuses(readConfirmation(world.ports, { dealId: id, viewer: stranger }), 'dealUnknown')
  })
})

describe('the page of the golden run', () => {
  it('before its first day waits for the first settlement and says how far the index may go', async () => {
    const scene = await theDealAt()
    const { step, accounts, acts } = await escrowOf(scene)
    assert.deepEqual(step, { kind: 'awaitSettlement', period: 0, lastDay: parseDay('2021-05-23') })
    assert.deepEqual(accounts.seller.headroom.kind, 'at')
    assert.deepEqual(
      acts.map(({ name }) => name),
      ['topUp', 'proposeTermination'],
    )
  })

  it('when the seller is called says what is due, and what doing nothing leads to', async () => {
    const { step, ifNobodyActs, accounts, periods } = await escrowOf(await theDealAt(SECOND_FALL))
    assert.deepEqual(step, { kind: 'meetCall', side: 'seller', due: 6_769_576n, by: SECOND_FALL + 86_400 })
    assert.equal(ifNobodyActs?.owed, 6_674_476n)
    assert.equal(ifNobodyActs.penalty, 2_100_000n)
    assert.equal(ifNobodyActs.paid, 8_774_476n)
    assert.deepEqual(ifNobodyActs.balance, { seller: 1_630_424n, buyer: 19_369_576n })
    const { seller, buyer } = accounts
    assert.deepEqual([seller.requirement, seller.short, seller.restore], [14_549_476n, 4_144_576n, 17_174_476n])
    assert.deepEqual([seller.worth, buyer.worth, buyer.withdrawable], [-6_674_476n, 6_674_476n, 95_100n])
    assert.deepEqual(seller.headroom, { kind: 'called' })
    assert.deepEqual(
      periods.slice(0, 3).map(({ status, received, total }) => [status, received, total]),
      [
        ['settled', 134n, 134n],
        ['settled', -95_234n, -95_100n],
        // Nothing of the third is fixed: seven days at 953 496 626 645 above the rate.
        ['ahead', -667_447n, null],
      ],
    )
  })

  it('after the default tells its arithmetic, and what each side has left to take', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const { ending, step, acts } = await escrowOf(scene, scene.fund)
    assert.ok(ending?.event.name === 'closedOut')
    assert.deepEqual([ending.event.owed, ending.event.penalty, ending.demanded], [6_674_476n, 2_100_000n, 8_774_476n])
    assert.deepEqual(ending.call, { side: 'seller', due: 6_769_576n, by: SECOND_FALL + 86_400 })
    assert.deepEqual(step, { kind: 'withdraw', sides: ['seller', 'buyer'] })
    assert.deepEqual(acts, [{ name: 'withdraw', amount: 19_369_576n, balance: { seller: 1_630_424n, buyer: 0n } }])
  })

  it('keeps the sum of what went in and out, to the last withdrawal', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const { escrow } = await dealOf(scene.world, scene.id)
    scene.world.chain.withdraw(escrow, 'buyer', 19_369_576n)
    await indexChain(scene.world.ports)
    const { accounts, step } = await escrowOf(scene)
    assert.deepEqual(
      [accounts.seller.cash.gain, accounts.buyer.cash.gain, accounts.buyer.balance],
      [-8_869_576n, 8_869_576n, 0n],
    )
    assert.deepEqual(step, { kind: 'withdraw', sides: ['seller'] })
  })

  it('knows which of its newest facts the chain may still take back', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const { facts } = await dealOf(scene.world, scene.id)
    const [settled, called] = facts.slice(-2).map(({ point }) => point.transaction)
    const fate = { state: 'mined', block: 1, at: SECOND_FALL } as const
    scene.world.parties.fates.set(settled!, { ...fate, isFinal: true })
    scene.world.parties.fates.set(called!, { ...fate, isFinal: false })
    assert.deepEqual([...(await pageOf(scene, scene.miner)).notFinal], [called])
    scene.world.parties.fates.set(called!, { ...fate, isFinal: true })
    assert.equal((await pageOf(scene, scene.miner)).notFinal.size, 0)
  })

  it('is still told while the chain does not answer, as it was read last', async () => {
    const { world, id, fund } = await theDealAt(SECOND_FALL)
    const asOf = await world.ports.clock.asOf()
    const down = () => Promise.reject(new PortFailure('chain', 'down'))
    const ports = { ...world.ports, oracle: { ...world.ports.oracle, heartbeat: down } }
    const { escrow, readTo } = await readDealPage(ports, { dealId: id, viewer: fund, asOf })
    assert.equal(escrow?.isFresh, false)
    assert.equal(escrow.ifNobodyActs?.paid, 8_774_476n)
    assert.equal(readTo?.number, world.chain.height())
  })
})

describe('the timeline of the golden run', () => {
  it('tells everything from the first offer to the close-out, in order', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const { timeline } = await pageOf(scene, scene.miner)
    const told = timeline.filter(({ what }) => what !== 'fixing').map(nameOf)
    assert.deepEqual(told, [
      'offer 1 by buyer',
      'accept by seller',
      'signFirst',
      'signSecond',
      'send',
      'opened',
      'settled',
      'settled',
      'marginCalled',
      'closedOut',
    ])
    const fixings = timeline.flatMap((entry) => (entry.what === 'fixing' ? [entry.fixing.day] : []))
    assert.deepEqual([fixings[0], fixings.length], [parseDay('2021-05-17'), 15])
  })

  it('says what each event did to each account', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const { timeline } = await pageOf(scene, scene.miner)
    const moved = timeline.flatMap((entry) => (entry.what === 'escrow' ? [[entry.event.name, entry.moved.seller]] : []))
    assert.deepEqual(moved, [
      ['opened', 10_500_000n],
      ['settled', 134n],
      ['settled', -95_234n],
      ['marginCalled', 0n],
      ['closedOut', -8_774_476n],
    ])
  })

  function nameOf(entry: TimelineEntry): string {
    switch (entry.what) {
      case 'offer':
        return `offer ${entry.version.number} by ${String(entry.by)}`
      case 'negotiation':
        return `${entry.event} by ${String(entry.by)}`
      case 'desk':
        return entry.event.event
      case 'escrow':
        return entry.event.name
      case 'fixing':
        return 'fixing'
    }
  }
})

describe('a confirmation', () => {
  it('is the very text whose hash both sides signed', async () => {
    const { world, id, fund } = await theDealAt()
    const { terms } = await dealOf(world, id)
    const { text, hash, isSigned, consequences, parties } = await readConfirmation(world.ports, {
      dealId: id,
      viewer: fund,
    })
    assert.equal(text, confirmationText(terms))
    assert.deepEqual([hash, isSigned], [terms.documentHash, true])
    assert.equal(consequences.seller.largestLoss, 10_500_000n)
    assert.deepEqual(
      [parties.seller, parties.buyer.address, parties.broker],
      [{ address: SELLER, name: 'Andes Mining' }, BUYER, null],
    )
  })
})

describe('what is known to come for a deal', () => {
  it('is the retarget that was estimated from the epochs so far, with what each side will need and has', async () => {
    const scene = await theDealAt(fixingOf('2021-05-17'))
    const { ahead } = await escrowOf(scene)
    assert.ok(ahead !== null)
    // The fixing of 18 May is the next: a day to meet its call.
    assert.deepEqual([ahead.isCalled, ahead.deadline], [false, endOfDay(parseDay('2021-05-18')) + 86_400])
    const [change] = ahead.changes
    assert.deepEqual([change?.forecast.kind, change?.isAnnounced], ['retarget', false])
    for (const { expected, worst } of Object.values(change!.margins)) {
      // Three quarters of 0.105 at least, and never less at the worse end of the band.
      assert.ok(expected.requirement >= 7_875_000n && worst.requirement >= expected.requirement)
      assert.equal(worst.toAdd, worst.requirement > worst.balance ? worst.requirement - worst.balance : 0n)
    }
  })

  it('is the deadline while a call runs, and nothing once the deal has ended', async () => {
    const called = await escrowOf(await theDealAt(SECOND_FALL))
    assert.deepEqual([called.ahead?.isCalled, called.ahead?.deadline], [true, called.state.cureBy])
    assert.equal((await escrowOf(await theDealAt(AFTER_THE_CURE))).ahead, null)
  })
})
