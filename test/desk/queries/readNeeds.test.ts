import assert from 'node:assert/strict'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import { acceptOffer } from '../../../server/desk/acceptOffer.ts'
import { advanceReplay } from '../../../server/desk/advanceReplay.ts'
import { counterOffer } from '../../../server/desk/counterOffer.ts'
import { enginePass } from '../../../server/desk/enginePass.ts'
import { indexChain } from '../../../server/desk/indexChain.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Account } from '../../../server/desk/ports/accounts.ts'
import { countNeeds, readNeeds } from '../../../server/desk/queries/readNeeds.ts'
import { readPortfolio } from '../../../server/desk/queries/readPortfolio.ts'
import { parseDay } from '../../../server/domain/units/calendar.ts'
import { endOfDay, startOfDay } from '../../../server/domain/units/time.ts'
import {
  FIRST_DAY,
  OPENING_TIME,
  aSignedDeal,
  aWorld,
  anAgreedDeal,
  dealOf,
  dealTerms,
  sign,
} from '../../support/deals.ts'
import { aDealOfTwo, aPerson, aPublishedRfq, aQuote } from '../../support/negotiations.ts'
import { inMemoryWorld } from '../../support/ports.ts'
import type { World } from '../../support/ports.ts'
import { BUYER, SELLER, STRANGER, btcPerThDay } from '../../support/terms.ts'

/** What waits for somebody, by kind, with its deadline. */
async function needsOf(world: World, viewer: Account): Promise<readonly (readonly [string, number | null])[]> {
  const asked = { viewer, asOf: await world.ports.clock.asOf() }
  const needs = await readNeeds(world.ports, asked)
  assert.equal(await countNeeds(world.ports, asked), needs.length)
  return needs.map(({ need }) => [need.kind, need.by] as const)
}

const SECOND_FALL = endOfDay(parseDay('2021-05-30')) + 300

describe('what waits for somebody in a negotiation', () => {
  it('is the other side’s offer, and not one’s own', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const { id } = await aQuote(world, fund, await aPublishedRfq(world, miner))
    const until = OPENING_TIME + 3_600
    assert.deepEqual(await needsOf(world, miner), [['answerOffer', until]])
    assert.deepEqual(await needsOf(world, fund), [])

    const sheet = (await world.ports.negotiations.read(id))!.versions[0]!.sheet
    const counter = { ...sheet, fixedRate: btcPerThDay('0.00000505') }
    await counterOffer(world.ports, {
      by: miner.id,
      negotiationId: id,
      version: 1,
      sheet: counter,
      expiresAt: until - 60,
      address: null,
    })
    assert.deepEqual(await needsOf(world, miner), [])
    assert.deepEqual(await needsOf(world, fund), [['answerOffer', until - 60]])
  })

  it('is a wallet, where the deal was agreed without one', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining')
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const quote = await aQuote(world, fund, await aPublishedRfq(world, miner))
    await acceptOffer(world.ports, { by: miner.id, negotiationId: quote.id, version: 1, address: null })
    assert.deepEqual(await needsOf(world, miner), [['linkWallet', dealTerms().openBy]])
    assert.deepEqual(await needsOf(world, fund), [])
  })

  it('is told with the other side’s name, or with what stands for it while it is kept back', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const rfq = await aPublishedRfq(world, miner, { isPseudonymous: true })
    const { id } = await aQuote(world, fund, rfq)
    const sheet = (await world.ports.negotiations.read(id))!.versions[0]!.sheet
    const seenBy = async (viewer: Account) => {
      const [first] = await readNeeds(world.ports, { viewer, asOf: OPENING_TIME })
      const { counterparty } = first!
      return counterparty !== null && typeof counterparty !== 'string' && [counterparty.name, counterparty.code.length]
    }
    assert.deepEqual(await seenBy(miner), ['Borealis Capital', 4])
    const counter = { ...sheet, fixedRate: btcPerThDay('0.00000505') }
    const answer = { by: miner.id, negotiationId: id, version: 1, sheet: counter, address: null }
    await counterOffer(world.ports, { ...answer, expiresAt: OPENING_TIME + 60 })
    assert.deepEqual(await seenBy(fund), [null, 4])
  })
})

describe('what waits for somebody in a deal', () => {
  it('is its signature, then the opening, until the signatures die', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const deal = await anAgreedDeal(world)
    const { openBy } = deal.terms
    assert.deepEqual(await needsOf(world, miner), [['sign', openBy]])
    await sign(world, deal, 'seller')
    assert.deepEqual(await needsOf(world, miner), [])
    assert.deepEqual(await needsOf(world, fund), [['sign', openBy]])
    await sign(world, deal, 'buyer')
    assert.deepEqual(await needsOf(world, miner), [['open', openBy]])
    assert.deepEqual(await needsOf(world, fund), [['open', openBy]])
  })

  it('is its margin call, and not the other side’s', async () => {
    const world = await aWorld()
    const { miner, fund } = await aDealOfTwo(world)
    assert.deepEqual(await needsOf(world, miner), [])
    await advanceReplay(world.ports, { to: SECOND_FALL })
    assert.deepEqual(await needsOf(world, miner), [['meetCall', SECOND_FALL + 86_400]])
    assert.deepEqual(await needsOf(world, fund), [])
  })

  it('is its own money in a deal that has ended, until it is taken', async () => {
    const world = await aWorld()
    const { miner, fund, id } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: SECOND_FALL + 86_401 })
    assert.deepEqual(await needsOf(world, fund), [['withdraw', null]])
    const { escrow } = await dealOf(world, id)
    world.chain.withdraw(escrow, 'buyer', 19_369_576n)
    await indexChain(world.ports)
    assert.deepEqual(await needsOf(world, fund), [])
    assert.deepEqual(await needsOf(world, miner), [['withdraw', null]])
  })

  it('is an offer to end it, for a day', async () => {
    const world = await aWorld()
    const { miner, fund, id } = await aDealOfTwo(world)
    const { escrow } = await dealOf(world, id)
    world.chain.propose(escrow, 'seller', 1_000n)
    await indexChain(world.ports)
    assert.deepEqual(await needsOf(world, fund), [['answerTermination', OPENING_TIME + 86_400]])
    assert.deepEqual(await needsOf(world, miner), [])
    await world.ports.clock.moveTo(OPENING_TIME + 86_401)
    assert.deepEqual(await needsOf(world, fund), [])
  })

  it('is to unwind it, once its index has been silent for the days of the terms', async () => {
    // The source knows no epoch after 13 May: fixings stop with that day.
    const epochs = (await epochTable().epochs()).filter(({ firstTime }) => firstTime < endOfDay(FIRST_DAY))
    const world = inMemoryWorld({ asOf: OPENING_TIME, epochs, firstDay: FIRST_DAY })
    await enginePass(world.ports)
    const { miner, fund } = await aDealOfTwo(world)
    const due = startOfDay(FIRST_DAY + 1 + 1 + 7)
    await world.ports.clock.moveTo(due - 1)
    assert.deepEqual(await needsOf(world, miner), [])
    await world.ports.clock.moveTo(due)
    assert.deepEqual(await needsOf(world, miner), [['unwind', null]])
    assert.deepEqual(await needsOf(world, fund), [['unwind', null]])
  })

  it('is nothing for anybody else', async () => {
    const world = await aWorld()
    await aSignedDeal(world)
    assert.deepEqual(await needsOf(world, await aPerson(world, 'Cirrus Trading', [STRANGER])), [])
  })
})

describe('everything that waits for somebody', () => {
  it('is told in the order in which it runs out', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    await anAgreedDeal(world)
    await aQuote(world, fund, await aPublishedRfq(world, miner))
    assert.deepEqual(await needsOf(world, miner), [
      ['answerOffer', OPENING_TIME + 3_600],
      ['sign', dealTerms().openBy],
    ])
  })

  it('is not counted while the database is down, and no page fails for that', async () => {
    const world = await aWorld()
    const viewer = await aPerson(world, 'Andes Mining', [SELLER])
    const waiting = () => Promise.reject(new PortFailure('database', 'down'))
    const ports = { ...world.ports, deals: { ...world.ports.deals, waiting } }
    assert.equal(await countNeeds(ports, { viewer, asOf: OPENING_TIME }), 0)
    assert.deepEqual(world.logged.warn, ['what waits for an account is not counted'])
  })
})

describe('a portfolio', () => {
  it('holds live deals, what they are worth together, and when money moves next', async () => {
    const world = await aWorld()
    const { miner } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: SECOND_FALL })
    const { needs, totals, deals } = await readPortfolio(world.ports, { viewer: miner, asOf: SECOND_FALL })
    assert.deepEqual(
      needs.map(({ need }) => need.kind),
      ['meetCall'],
    )
    assert.deepEqual(
      totals.map(({ token, totals: all }) => [token.symbol, all]),
      [
        [
          'tBTC',
          {
            locked: 10_404_900n,
            withdrawable: 0n,
            exposure: 6_674_476n,
            worth: -6_674_476n,
            // Seven days at 953 496 626 645 above the rate, settled with the fixing of 6 June.
            nextCash: { at: endOfDay(parseDay('2021-06-06')) + 300, received: -667_447n },
          },
        ],
      ],
    )
    const [deal] = deals
    assert.deepEqual([deal?.side, deal?.counterparty.name, deal?.series], ['seller', 'Borealis Capital', 'BME14'])
  })

  it('shows how deals ended, defaults included, and what is negotiated', async () => {
    const world = await aWorld()
    const { miner, fund } = await aDealOfTwo(world)
    const rfq = await aPublishedRfq(world, miner, { expiresAt: OPENING_TIME + 60 })
    await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 60 })
    const before = await readPortfolio(world.ports, { viewer: miner, asOf: OPENING_TIME })
    assert.deepEqual(
      before.negotiations.map(({ view }) => [view.viewer.side, view.canAccept, view.people.quoter.name]),
      [['seller', true, 'Borealis Capital']],
    )
    await advanceReplay(world.ports, { to: SECOND_FALL + 86_401 })
    const { deals, totals, negotiations } = await readPortfolio(world.ports, {
      viewer: fund,
      asOf: SECOND_FALL + 86_401,
    })
    assert.deepEqual(
      deals.map(({ position }) => [position?.state.phase, position?.ending?.event.name, position?.account.cash.gain]),
      [['closed', 'closedOut', 8_869_576n]],
    )
    assert.deepEqual([totals[0]?.totals.locked, totals[0]?.totals.withdrawable], [0n, 19_369_576n])
    assert.deepEqual(negotiations, [])
  })

  it('of a newcomer is empty', async () => {
    const world = await aWorld()
    const viewer = await aPerson(world, 'Cirrus Trading')
    assert.deepEqual(await readPortfolio(world.ports, { viewer, asOf: OPENING_TIME }), {
      needs: [],
      totals: [],
      deals: [],
      negotiations: [],
    })
  })
})
