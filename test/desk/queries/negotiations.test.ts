import assert from 'node:assert/strict'
import { acceptOffer } from '../../../server/desk/acceptOffer.ts'
import { counterOffer } from '../../../server/desk/counterOffer.ts'
import { enginePass } from '../../../server/desk/enginePass.ts'
import { expireDue } from '../../../server/desk/expireDue.ts'
import { introduceClients } from '../../../server/desk/introduceClients.ts'
import type { Account } from '../../../server/desk/ports/accounts.ts'
import type { RfqDraft } from '../../../server/desk/rfqDraft.ts'
import { listBoard } from '../../../server/desk/queries/listBoard.ts'
import type { BoardFilters } from '../../../server/desk/queries/listBoard.ts'
import { listNegotiations } from '../../../server/desk/queries/listNegotiations.ts'
import { listRfqs } from '../../../server/desk/queries/listRfqs.ts'
import type { NegotiationView } from '../../../server/desk/queries/negotiationView.ts'
import { readNegotiation } from '../../../server/desk/queries/readNegotiation.ts'
import { readRfq } from '../../../server/desk/queries/readRfq.ts'
import { saveDraft } from '../../../server/desk/saveDraft.ts'
import { takeOverIntroduction } from '../../../server/desk/takeOverIntroduction.ts'
import { endedParts, trackRecord } from '../../../server/domain/deal/trackRecord.ts'
import { OPENING_TIME, aWorld, anOpenDeal, dealOf, dealTerms, refuses } from '../../support/deals.ts'
import { aDraft, aPerson, aPublishedRfq, aQuote, aSheet } from '../../support/negotiations.ts'
import type { World } from '../../support/ports.ts'
import { BUYER, SELLER, STRANGER, btcPerThDay } from '../../support/terms.ts'

const HOUR = 3_600

interface Scene {
  readonly world: World
  readonly miner: Account
  readonly fund: Account
  readonly trader: Account
}

async function aScene(): Promise<Scene> {
  const world = await aWorld()
  return {
    world,
    miner: await aPerson(world, 'Andes Mining', [SELLER]),
    fund: await aPerson(world, 'Borealis Capital', [BUYER]),
    trader: await aPerson(world, 'Cirrus Trading', [STRANGER]),
  }
}

/** What somebody may do in a negotiation, in words. */
function actsIn(view: NegotiationView): string {
  const { canTakeOver, canCounter, canAccept, canDecline, canWithdraw } = view
  const acts = {
    takeOver: canTakeOver,
    counter: canCounter,
    accept: canAccept,
    decline: canDecline,
    withdraw: canWithdraw,
  }
  return Object.entries(acts)
    .flatMap(([act, isPossible]) => (isPossible ? [act] : []))
    .join(' ')
}

describe('what a person may do in a negotiation', () => {
  it('changes with whose offer is on the table, and ends with it', async () => {
    const { world, miner, fund } = await aScene()
    const rfq = await aPublishedRfq(world, miner)
    const { id, versions } = await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 2 * HOUR })
    const acts = async () => {
      const asked = { negotiationId: id }
      const one = await readNegotiation(world.ports, { ...asked, viewer: miner.id })
      const other = await readNegotiation(world.ports, { ...asked, viewer: fund.id })
      return { miner: actsIn(one), fund: actsIn(other) }
    }
    assert.deepEqual(await acts(), { miner: 'counter accept decline', fund: 'counter withdraw' })

    const sheet = { ...versions[0]!.sheet, fixedRate: btcPerThDay('0.0000051') }
    const counter = {
      by: miner.id,
      negotiationId: id,
      version: 1,
      sheet,
      expiresAt: OPENING_TIME + HOUR,
      address: null,
    }
    await counterOffer(world.ports, counter)
    assert.deepEqual(await acts(), { miner: 'counter withdraw', fund: 'counter accept decline' })

    await world.ports.clock.moveTo(OPENING_TIME + HOUR + 1) // the engine has not come round yet
    assert.deepEqual(await acts(), { miner: '', fund: '' })
    await expireDue(world.ports)
    const ended = await readNegotiation(world.ports, { negotiationId: id, viewer: fund.id })
    assert.deepEqual([ended.ending, ended.isOnTable], ['deadline', false])
  })

  it('is little for a broker, and more for the two it brings together', async () => {
    const { world, miner, fund, trader: broker } = await aScene()
    const terms = { sheet: aSheet(), isPseudonymous: false, expiresAt: OPENING_TIME + HOUR }
    const { id } = await introduceClients(world.ports, { by: broker.id, seller: miner.id, buyer: fund.id, ...terms })
    const acts = async (viewer: Account) =>
      actsIn(await readNegotiation(world.ports, { negotiationId: id, viewer: viewer.id }))
    assert.equal(await acts(broker), 'withdraw')
    assert.equal(await acts(miner), 'takeOver decline')
    await takeOverIntroduction(world.ports, { by: fund.id, negotiationId: id, version: 1, address: null })
    assert.equal(await acts(broker), '')
    assert.equal(await acts(miner), 'counter accept decline')
  })
})

describe('who sees a negotiation', () => {
  it('is its two parties and its broker; for anybody else it is nothing', async () => {
    const { world, miner, fund, trader } = await aScene()
    const rfq = await aPublishedRfq(world, miner)
    const { id } = await aQuote(world, fund, rfq)
    await refuses(readNegotiation(world.ports, { negotiationId: id, viewer: trader.id }), 'notYours')
    const view = await readNegotiation(world.ports, { negotiationId: id, viewer: fund.id })
    assert.deepEqual(view.viewer, { role: 'quoter', side: 'buyer' })
    assert.deepEqual([view.people.requester.name, view.people.quoter.name], ['Andes Mining', 'Borealis Capital'])
    assert.equal(view.people.broker, null)
  })

  it('is, of all quotes on a request, the requester alone: a quoter sees its own, others none', async () => {
    const { world, miner, fund, trader } = await aScene()
    const rfq = await aPublishedRfq(world, miner)
    await aQuote(world, fund, rfq)
    await aQuote(world, trader, rfq, { fixedRate: btcPerThDay('0.00000503') })
    const seen = async (viewer: Account | null) => {
      const { quotes, quoteCount, bestRate } = await readRfq(world.ports, { rfqId: rfq.id, viewer: viewer?.id ?? null })
      return { names: quotes.map(({ people }) => people.quoter.name), quoteCount, bestRate }
    }
    // Who sells receives the rate: 5.03 before 5.02.
    const all = { names: ['Cirrus Trading', 'Borealis Capital'], quoteCount: 2, bestRate: 5_030_000_000_000n }
    assert.deepEqual(await seen(miner), all)
    assert.deepEqual(await seen(fund), { names: ['Borealis Capital'], quoteCount: 2, bestRate: null })
    assert.deepEqual(await seen(await aPerson(world, 'Echo Fund')), { names: [], quoteCount: 2, bestRate: null })
    assert.deepEqual(await seen(null), { names: [], quoteCount: 2, bestRate: null })
  })

  it('puts the lowest rate first for somebody who buys, and ended quotes last', async () => {
    const { world, miner, fund, trader } = await aScene()
    const rfq = await aPublishedRfq(world, miner, { side: 'buyer' })
    await aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000503') })
    await aQuote(world, trader, rfq, { fixedRate: btcPerThDay('0.00000501') })
    const names = async () => {
      const { quotes } = await readRfq(world.ports, { rfqId: rfq.id, viewer: miner.id })
      return quotes.map(({ people }) => people.quoter.name)
    }
    assert.deepEqual(await names(), ['Cirrus Trading', 'Borealis Capital'])
    const best = (await world.ports.negotiations.readByQuoter(rfq.id, trader.id))!
    await world.ports.negotiations.replace({ ...best, state: 'withdrawn' })
    assert.deepEqual(await names(), ['Borealis Capital', 'Cirrus Trading'])
  })

  it('is nobody but its author while a request is a draft, and the invited where it names them', async () => {
    const { world, miner, fund, trader } = await aScene()
    const draft = await saveDraft(world.ports, { by: miner.id, draft: aDraft() })
    assert.equal((await readRfq(world.ports, { rfqId: draft.id, viewer: miner.id })).canPublish, true)
    for (const viewer of [fund.id, null]) await refuses(readRfq(world.ports, { rfqId: draft.id, viewer }), 'rfqUnknown')
    const invited = [fund.id, trader.id]
    const named = await aPublishedRfq(world, miner, { visibility: 'named', invited })
    await refuses(readRfq(world.ports, { rfqId: named.id, viewer: null }), 'rfqUnknown')
    const forFund = await readRfq(world.ports, { rfqId: named.id, viewer: fund.id })
    assert.deepEqual([forFund.canQuote, forFund.rfq.invited], [true, [fund.id]], 'nor who else is invited')
    const forMiner = await readRfq(world.ports, { rfqId: named.id, viewer: miner.id })
    assert.deepEqual([forMiner.canQuote, forMiner.canWithdraw, forMiner.rfq.invited], [false, true, invited])
  })
})

describe('a requester whose name is kept back', () => {
  it('is a code and a record to everybody, and a name to whom it agrees with', async () => {
    const { world, miner, fund, trader } = await aScene()
    const rfq = await aPublishedRfq(world, miner, { isPseudonymous: true })
    const quote = await aQuote(world, fund, rfq)
    const lost = await aQuote(world, trader, rfq)
    const sheet = { ...rfq.sheet, hashrate: 900n }
    const counter = { by: miner.id, negotiationId: quote.id, version: 1, sheet, expiresAt: OPENING_TIME + 60 }
    await counterOffer(world.ports, { ...counter, address: null })

    const asked = { negotiationId: quote.id, viewer: fund.id }
    const before = await readNegotiation(world.ports, asked)
    const { name, code, role, record } = before.people.requester
    assert.deepEqual([name, role, record], [null, 'miner', { done: 0, defaulted: 0 }])
    assert.match(code, /^[0-9A-F]{4}$/)
    assert.equal(before.negotiation.address.requester, null)
    assert.deepEqual(
      before.negotiation.versions.map(({ address }) => address),
      [BUYER, null],
      'its wallet would tell who it is',
    )
    const board = await listBoard(world.ports, { viewer: null })
    assert.deepEqual(board.rows[0]?.requester, before.people.requester, 'it is the same everywhere on this request')
    const own = await readNegotiation(world.ports, { ...asked, viewer: miner.id })
    assert.deepEqual([own.people.requester.name, own.negotiation.address.requester], ['Andes Mining', SELLER])

    await acceptOffer(world.ports, { by: fund.id, negotiationId: quote.id, version: 2, address: null })
    const agreed = await readNegotiation(world.ports, asked)
    assert.deepEqual([agreed.people.requester.name, agreed.negotiation.address.requester], ['Andes Mining', SELLER])
    const loser = await readNegotiation(world.ports, { negotiationId: lost.id, viewer: trader.id })
    assert.deepEqual([loser.people.requester.name, loser.ending, loser.rfq.award], [null, 'awardedElsewhere', null])
    const winner = await readRfq(world.ports, { rfqId: rfq.id, viewer: fund.id })
    assert.equal(winner.requester.name, 'Andes Mining')
  })

  it('is another code on its next request', async () => {
    const { world, miner } = await aScene()
    const codes = []
    for (let made = 0; made < 2; made += 1) {
      const { id: rfqId } = await aPublishedRfq(world, miner, { isPseudonymous: true })
      codes.push((await readRfq(world.ports, { rfqId, viewer: null })).requester.code)
    }
    assert.notEqual(codes[0], codes[1])
  })

  it('is known to the broker who wrote the request, while the two clients do not know each other', async () => {
    const { world, miner, fund, trader: broker } = await aScene()
    const terms = { sheet: aSheet(), isPseudonymous: true, expiresAt: OPENING_TIME + HOUR }
    const { id } = await introduceClients(world.ports, { by: broker.id, seller: miner.id, buyer: fund.id, ...terms })
    const names = async (viewer: Account) => {
      const { people } = await readNegotiation(world.ports, { negotiationId: id, viewer: viewer.id })
      return [people.requester.name, people.quoter.name, people.broker?.name]
    }
    assert.deepEqual(await names(broker), ['Andes Mining', 'Borealis Capital', 'Cirrus Trading'])
    assert.deepEqual(await names(miner), ['Andes Mining', null, 'Cirrus Trading'])
    assert.deepEqual(await names(fund), [null, 'Borealis Capital', 'Cirrus Trading'])
  })
})

describe('the board', () => {
  const idsOn = async ({ ports }: World, viewer: Account | null, filters: BoardFilters = {}) => {
    const { rows } = await listBoard(ports, { viewer: viewer?.id ?? null, filters })
    return rows.map(({ rfq }) => rfq.id)
  }

  it('lists the requests that take quotes and that the viewer may see, soonest to expire first', async () => {
    const { world, miner, fund, trader } = await aScene()
    const publish = async (wanted: Partial<RfqDraft>) => (await aPublishedRfq(world, miner, wanted)).id
    const later = await publish({ expiresAt: OPENING_TIME + 2 * HOUR })
    const soon = await publish({ expiresAt: OPENING_TIME + HOUR })
    const named = await publish({ visibility: 'named', invited: [fund.id], expiresAt: OPENING_TIME + 3 * HOUR })
    const terms = { sheet: aSheet(), isPseudonymous: false, expiresAt: OPENING_TIME + HOUR }
    await introduceClients(world.ports, { by: trader.id, seller: miner.id, buyer: fund.id, ...terms })
    await saveDraft(world.ports, { by: miner.id, draft: aDraft() })
    assert.deepEqual(await idsOn(world, null), [soon, later])
    assert.deepEqual(await idsOn(world, fund), [soon, later, named])
    await world.ports.clock.moveTo(OPENING_TIME + HOUR)
    assert.deepEqual(await idsOn(world, null), [soon, later])
    await world.ports.clock.moveTo(OPENING_TIME + HOUR + 1)
    assert.deepEqual(await idsOn(world, null), [later])
  })

  it('lists by side, series, days, size, and what is one’s own', async () => {
    const { world, miner, fund, trader } = await aScene()
    const sells = await aPublishedRfq(world, miner)
    const buys = await aPublishedRfq(world, fund, { side: 'buyer', sheet: aSheet({ hashrate: 50n, periods: 2 }) })
    await aQuote(world, trader, buys)
    const cases: readonly { filters: BoardFilters; viewer?: Account; ids: readonly string[] }[] = [
      { filters: {}, ids: [sells.id, buys.id] },
      { filters: { side: 'buyer' }, ids: [buys.id] },
      { filters: { series: 'BME14' }, ids: [sells.id, buys.id] },
      { filters: { series: 'BME28' }, ids: [] },
      { filters: { days: { least: 84 } }, ids: [sells.id] },
      { filters: { days: { least: 14, most: 83 } }, ids: [buys.id] },
      { filters: { hashrate: { most: 50n } }, ids: [buys.id] },
      { filters: { hashrate: { least: 51n, most: 1_000n } }, ids: [sells.id] },
      { filters: { whose: 'mine' }, viewer: miner, ids: [sells.id] },
      { filters: { whose: 'mine' }, viewer: trader, ids: [buys.id] },
      { filters: { whose: 'mine' }, ids: [] },
    ]
    for (const { filters, viewer, ids } of cases) {
      assert.deepEqual([...(await idsOn(world, viewer ?? null, filters))].sort(), [...ids].sort(), JSON.stringify(ids))
    }
  })

  it('shows, while it is empty, what was traded last of what was public', async () => {
    const { world, miner, fund } = await aScene()
    const named = { visibility: 'named', invited: [fund.id] } as const
    const asked: readonly Partial<RfqDraft>[] = [{}, named, {}, {}, {}]
    const traded: string[] = []
    for (const wanted of asked) {
      const rfq = await aPublishedRfq(world, miner, { ...wanted, expiresAt: OPENING_TIME + 10 * HOUR })
      const { id } = await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 10 * HOUR })
      await acceptOffer(world.ports, { by: miner.id, negotiationId: id, version: 1, address: null })
      traded.unshift(rfq.id)
      await world.ports.clock.moveTo(OPENING_TIME + traded.length)
    }
    const { rows, lastTraded } = await listBoard(world.ports, { viewer: fund.id })
    assert.deepEqual(rows, [])
    assert.deepEqual(
      lastTraded.map(({ rfq }) => rfq.id),
      traded.slice(0, 3),
    )
  })

  it('tells how the deals of a requester have ended', async () => {
    const { world, miner } = await aScene()
    const deal = await anOpenDeal(world, dealTerms())
    await aPublishedRfq(world, miner)
    const recordOf = async () => (await listBoard(world.ports, { viewer: null })).rows[0]?.requester.record
    assert.deepEqual(await recordOf(), { done: 0, defaulted: 0 })
    const { chain } = await dealOf(world, deal.id)
    const closed = { ...chain!, state: { ...chain!.state, phase: 'closed', cause: 'closedOut' } } as const
    await world.ports.deals.replace({ ...(await dealOf(world, deal.id)), chain: closed })
    assert.deepEqual(await recordOf(), { done: 1, defaulted: 0 })
  })
})

describe('the record of a counterparty', () => {
  const parties = { seller: SELLER, buyer: BUYER }
  const defaulted = { isClosed: true, owner: parties, takenFrom: [], defaulter: 'seller' } as const

  it('counts its deals by all its wallets, and a default only against who defaulted', () => {
    const others = { ...defaulted, owner: { ...parties, seller: STRANGER } }
    const matured = { ...defaulted, defaulter: null }
    const ended = [defaulted, others, matured].flatMap(endedParts)
    assert.deepEqual(trackRecord(ended, [SELLER]), { done: 2, defaulted: 1 })
    assert.deepEqual(trackRecord(ended, [SELLER, STRANGER]), { done: 3, defaulted: 2 })
    assert.deepEqual(trackRecord(ended, [BUYER]), { done: 3, defaulted: 0 })
    assert.deepEqual(trackRecord(ended, []), { done: 0, defaulted: 0 })
  })

  it('counts a side that was taken over against who lost it, and the deal’s end for who has it', () => {
    const alive = endedParts({
      isClosed: false,
      owner: { ...parties, seller: STRANGER },
      takenFrom: [SELLER],
      defaulter: null,
    })
    assert.deepEqual(trackRecord(alive, [SELLER]), { done: 1, defaulted: 1 })
    assert.deepEqual(trackRecord(alive, [STRANGER]), { done: 0, defaulted: 0 })
    const matured = endedParts({
      isClosed: true,
      owner: { ...parties, seller: STRANGER },
      takenFrom: [SELLER],
      defaulter: null,
    })
    assert.deepEqual(trackRecord(matured, [SELLER]), { done: 1, defaulted: 1 })
    assert.deepEqual(trackRecord(matured, [STRANGER]), { done: 1, defaulted: 0 })
  })
})

describe('the lists of one person', () => {
  it('hold its negotiations and requests in whatever state, newest first, and nobody else’s', async () => {
    const { world, miner, fund, trader } = await aScene()
    const first = await aPublishedRfq(world, miner, { expiresAt: OPENING_TIME + 2 * HOUR })
    await aQuote(world, fund, first, { expiresAt: OPENING_TIME + 60 })
    const draft = await saveDraft(world.ports, { by: fund.id, draft: aDraft() })
    await world.ports.clock.moveTo(OPENING_TIME + 61)
    await enginePass(world.ports)
    const second = await aPublishedRfq(world, fund)
    await aQuote(world, miner, second)
    const negotiations = await listNegotiations(world.ports, { account: fund.id })
    assert.deepEqual(
      negotiations.map(({ rfq, viewer, negotiation }) => [rfq.id, viewer.role, negotiation.state]),
      [
        [second.id, 'requester', 'offered'],
        [first.id, 'quoter', 'expired'],
      ],
    )
    assert.deepEqual(await listNegotiations(world.ports, { account: trader.id }), [])
    const rfqs = await listRfqs(world.ports, { account: fund.id })
    assert.deepEqual(
      rfqs.map(({ rfq, isOwn }) => [rfq.id, isOwn]),
      [
        [second.id, true],
        [draft.id, true],
      ],
    )
  })

  it('say whose wallet an agreement waits for', async () => {
    const { world, miner } = await aScene()
    const newcomer = await aPerson(world, 'Echo Fund')
    const { id } = await aQuote(world, newcomer, await aPublishedRfq(world, miner))
    await acceptOffer(world.ports, { by: miner.id, negotiationId: id, version: 1, address: null })
    const [view] = await listNegotiations(world.ports, { account: newcomer.id })
    assert.deepEqual(view?.awaitsWalletOf, ['quoter'])
  })
})
