/**
 * Who may do what: every address × everybody × somebody else's thing, on the desk's real verbs and queries.
 *
 * Whoever may not sees what he would see if the thing did not exist, and nothing is changed by his asking.
 */
import assert from 'node:assert/strict'
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { introduceClients } from '../../server/desk/introduceClients.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { saveDraft } from '../../server/desk/saveDraft.ts'
import { paths, to } from '../../server/web/paths.ts'
import { aWorld } from '../support/deals.ts'
import { aDealOfTwo, aDraft, aPerson, aPublishedRfq, aQuote } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { aDealInWindow, aDealTakenOver } from '../support/takeovers.ts'
import type { WindowScene } from '../support/takeovers.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'
import type { Browser } from './signedInAs.ts'

const ROLES = ['visitor', 'miner', 'fund', 'rival', 'broker', 'stranger', 'operator', 'auditor'] as const
type Role = (typeof ROLES)[number]

type Things = Readonly<Record<'draft' | 'open' | 'named' | 'quoted' | 'introduced' | 'agreed' | 'live', string>>

interface Scene {
  readonly world: World
  readonly people: Readonly<Record<Exclude<Role, 'visitor'>, Account>>
  /** What there is to get at, by its name in an address. */
  readonly things: Things
}

/** 14 May 2021, a day that the miner and the fund have statements of. */
const DAY = 18_761

const ADDRESS = (digit: string) => `0x${digit.repeat(40)}` as const

/**
 * The miner has a draft, a public request that the fund and a rival quoted on, and one for the fund alone; a broker wrote one for
 * both. On another the two agreed, and one deal of theirs is open.
 */
async function aScene(): Promise<Scene> {
  const world = await aWorld()
  const { id: live, miner, fund } = await aDealOfTwo(world)
  const rival = await aPerson(world, 'Cirrus Trading', [ADDRESS('c')])
  const broker = await aPerson(world, 'Lindqvist OTC', [ADDRESS('d')])
  const stranger = await aPerson(world, 'Nobody in particular', [ADDRESS('e')])
  const { ports } = world
  const operator = await ports.accounts.replace({ ...(await aPerson(world, 'The operator')), isOperator: true })
  const auditor = await ports.accounts.replace({ ...(await aPerson(world, 'The auditor')), isAuditor: true })
  const draft = await saveDraft(ports, { by: miner.id, draft: aDraft() })
  const open = await aPublishedRfq(world, miner)
  const quoted = await aQuote(world, fund, open)
  await aQuote(world, rival, open)
  const named = await aPublishedRfq(world, miner, { visibility: 'named', invited: [fund.id] })
  const introduced = await introduceClients(ports, {
    by: broker.id,
    seller: miner.id,
    buyer: fund.id,
    sheet: aDraft().sheet,
    isPseudonymous: false,
    expiresAt: aDraft().expiresAt,
  })
  for (const { id: account } of [miner, fund])
    await ports.statements.insert({ account, day: DAY, madeAt: 0, lines: [] })
  const another = await aQuote(world, fund, await aPublishedRfq(world, miner))
  const agreed = await acceptOffer(ports, { by: miner.id, negotiationId: another.id, version: 1, address: null })
  return {
    world,
    people: { miner, fund, rival, broker, stranger, operator, auditor },
    things: {
      draft: draft.id,
      open: open.id,
      named: named.id,
      quoted: quoted.id,
      introduced: introduced.id,
      agreed: agreed.dealId!,
      live,
    },
  }
}

interface Row {
  readonly method: 'get' | 'post'
  readonly address: string
  readonly may: readonly Role[]
  /** What a script of the desk sends there; a form is sent where there is none. */
  readonly body?: object
}

/** What the forms of a negotiation say at least; others find nothing of theirs in it. */
const FORM = { version: '1', reason: 'price' }
const SIGNATURE = { signature: `0x${'12'.repeat(65)}` }
const ACT = { name: 'settle' }
const CHALLENGE = { address: ADDRESS('f') }
const PROOF = { ...SIGNATURE, message: 'I am who I am' }

const EVERYBODY = ROLES
const SIGNED_IN = ROLES.filter((role) => role !== 'visitor')
const PARTIES = ['miner', 'fund'] as const
const READERS = [...PARTIES, 'auditor'] as const

function rowsOf(things: Things): readonly Row[] {
  const get = (pattern: string, parameters: Record<string, string>, may: readonly Role[]): Row => ({
    method: 'get',
    address: to(pattern, parameters),
    may,
  })
  const post = (pattern: string, parameters: Record<string, string>, may: readonly Role[], body?: object): Row => ({
    ...get(pattern, parameters, may),
    method: 'post',
    ...(body === undefined ? {} : { body }),
  })
  const rfq = (rfqId: string) => ({ rfqId })
  const negotiation = (negotiationId: string) => ({ negotiationId })
  const deal = (dealId: string) => ({ dealId })
  return [
    get(paths.root, {}, EVERYBODY),
    get(paths.rfqs, {}, EVERYBODY),
    get(paths.indices, {}, EVERYBODY),
    get(paths.indexPage, { series: 'BME28' }, EVERYBODY),
    get(paths.escrowPage, {}, EVERYBODY),
    get(paths.signIn, {}, EVERYBODY),
    get(paths.signUp, {}, EVERYBODY),
    post(paths.signOut, {}, EVERYBODY),
    get(paths.wallet, {}, SIGNED_IN),
    get(paths.callSettings, {}, SIGNED_IN),
    post(paths.callSettings, {}, SIGNED_IN),
    post(paths.walletChallenge, {}, SIGNED_IN, CHALLENGE),
    post(paths.walletLink, {}, SIGNED_IN, PROOF),
    get(paths.takeovers, {}, SIGNED_IN),
    get(paths.portfolio, {}, SIGNED_IN),
    get(paths.portfolioCsv, {}, SIGNED_IN),
    get(paths.notifications, {}, SIGNED_IN),
    post(paths.notifications, {}, SIGNED_IN),
    post(paths.testNotification, {}, SIGNED_IN),
    get(paths.statements, {}, SIGNED_IN),
    get(paths.statementsCsv, {}, SIGNED_IN),
    get(paths.statement, { day: '2021-05-14' }, PARTIES),
    get(paths.statementCsv, { day: '2021-05-14' }, PARTIES),
    get(paths.newRfq, {}, SIGNED_IN),
    post(paths.newRfq, {}, SIGNED_IN),
    get(paths.broker, {}, SIGNED_IN),
    get(paths.introduce, {}, SIGNED_IN),
    post(paths.introduce, {}, SIGNED_IN),
    get(paths.operations, {}, ['operator']),
    post(paths.runAgain, {}, ['operator']),

    get(paths.rfq, rfq(things.draft), ['miner']),
    get(paths.editRfq, rfq(things.draft), ['miner']),
    post(paths.editRfq, rfq(things.draft), ['miner']),
    post(paths.publishRfq, rfq(things.draft), ['miner']),
    post(paths.withdrawRfq, rfq(things.draft), ['miner']),

    get(paths.rfq, rfq(things.open), EVERYBODY),
    get(paths.quote, rfq(things.open), SIGNED_IN),
    post(paths.quote, rfq(things.open), SIGNED_IN),
    post(paths.withdrawRfq, rfq(things.open), ['miner']),
    post(paths.publishRfq, rfq(things.open), ['miner']),

    get(paths.rfq, rfq(things.named), PARTIES),
    get(paths.quote, rfq(things.named), PARTIES),
    post(paths.quote, rfq(things.named), PARTIES),
    post(paths.withdrawRfq, rfq(things.named), ['miner']),

    get(paths.negotiation, negotiation(things.quoted), PARTIES),
    post(paths.counterOffer, negotiation(things.quoted), PARTIES),
    post(paths.acceptOffer, negotiation(things.quoted), PARTIES),
    post(paths.declineOffer, negotiation(things.quoted), PARTIES),
    post(paths.withdrawOffer, negotiation(things.quoted), PARTIES),

    get(paths.negotiation, negotiation(things.introduced), [...PARTIES, 'broker']),
    post(paths.takeOver, negotiation(things.introduced), PARTIES),
    post(paths.counterOffer, negotiation(things.introduced), PARTIES),
    post(paths.declineOffer, negotiation(things.introduced), PARTIES),
    post(paths.withdrawOffer, negotiation(things.introduced), [...PARTIES, 'broker']),

    // Nobody learns of a deal that never had a takeover window.
    get(paths.takeover, deal(things.live), []),

    ...[things.agreed, things.live].flatMap((id) => [
      get(paths.deal, deal(id), READERS),
      get(paths.sign, deal(id), PARTIES),
      get(paths.confirmation, deal(id), READERS),
      get(paths.dealCsv, deal(id), READERS),
      get(paths.replayFile, deal(id), READERS),
      post(paths.signature, deal(id), PARTIES, SIGNATURE),
      post(paths.permit, deal(id), PARTIES, SIGNATURE),
      post(paths.cancellation, deal(id), PARTIES, {}),
      post(paths.openDeal, deal(id), PARTIES),
      post(paths.prepareAct, deal(id), PARTIES, ACT),
    ]),
  ]
}

/** Addresses that are not about anybody's thing, or exist on a desk for trying out only; other tests hold them. */
const ELSEWHERE: readonly string[] = [
  paths.health,
  paths.metrics,
  paths.readiness,
  paths.api,
  paths.network,
  paths.index,
  paths.language,
  paths.live,
  paths.transaction,
  paths.trial,
  paths.becomePerson,
  paths.testFunds,
  paths.replay,
  paths.replayNextEvent,
  paths.replayAdvance,
  paths.replayPlay,
  paths.replayPause,
  // Only on a chain with a relay: test/web/epochs.test.ts.
  paths.epoch,
  paths.epochDocument,
  paths.resolveContradiction,
  // Only where something differs: test/web/operations.test.ts.
  paths.resolveMismatch,
]

function browserOf({ world, people }: Scene, role: Role): Browser {
  const desk = createDesk(world.ports)
  return role === 'visitor' ? aVisitor(desk) : signedInAs(people[role], desk)
}

async function answerTo(
  browser: Browser,
  { method, address, body }: Row,
): Promise<{ status: number; location: string }> {
  const asked = () => (method === 'get' ? browser.get(address) : browser.post(address, FORM))
  const { status, headers } = await (body === undefined ? asked() : browser.postJson(address, body))
  return { status, location: (headers as Record<string, string | undefined>).location ?? '' }
}

const DENIED = [401, 403, 404]

describe('who may do what', () => {
  it('is asked of every address there is', () => {
    const things = { draft: 'x', open: 'x', named: 'x', quoted: 'x', introduced: 'x', agreed: 'x', live: 'x' }
    const asked = rowsOf(things).map(({ address }) => address)
    const parameters = { rfqId: 'x', negotiationId: 'x', dealId: 'x', series: 'BME28', day: '2021-05-14' }
    const forgotten = Object.values(paths).filter(
      (pattern) => !ELSEWHERE.includes(pattern) && !asked.includes(to(pattern, parameters)),
    )
    assert.deepEqual(forgotten, [])
  })

  for (const role of ROLES) {
    it(`is refused to the ${role} as if it were not there, and changes nothing`, async () => {
      const scene = await aScene()
      const browser = browserOf(scene, role)
      const before = scene.world.documents()
      for (const row of rowsOf(scene.things).filter(({ may }) => !may.includes(role))) {
        const { status, location } = await answerTo(browser, row)
        const isShownTheWay = role === 'visitor' && status === 303 && location.startsWith('/sign-in?back=')
        assert.ok(isShownTheWay || DENIED.includes(status), `${role}: ${row.method} ${row.address} answered ${status}`)
        assert.ok(role === 'visitor' || status === 404, `${role}: ${row.method} ${row.address} tells ${status}`)
      }
      assert.equal(scene.world.documents(), before)
    })

    it(`is open to the ${role} where it should be`, async () => {
      const scene = await aScene()
      for (const row of rowsOf(scene.things).filter(({ may }) => may.includes(role))) {
        // Each asks a world of its own, so that nobody finds the door closed by the one before.
        const world = scene.world.copy()
        const { status, location } = await answerTo(browserOf({ ...scene, world }, role), row)
        const isTurnedAway = DENIED.includes(status) || (status === 303 && location.startsWith('/sign-in'))
        assert.ok(!isTurnedAway, `${role}: ${row.method} ${row.address} answered ${status} ${location}`)
        assert.ok(status < 500, `${role}: ${row.method} ${row.address} failed with ${status}`)
      }
    })
  }

  it('is nobody’s whose form does not carry the token of its session', async () => {
    const scene = await aScene()
    const browser = browserOf(scene, 'miner')
    const before = scene.world.documents()
    for (const { method, address } of rowsOf(scene.things)) {
      if (method === 'get') continue
      const { status } = await browser.post(address, { _csrf: 'guessed' })
      assert.equal(status, 403, `${address} took a forged form`)
    }
    assert.equal(scene.world.documents(), before)
  })
})

const WINDOW_ROLES = ['visitor', 'failed', 'honouring', 'stranger', 'operator', 'auditor'] as const
type WindowRole = (typeof WINDOW_ROLES)[number]
type Rows = readonly { readonly row: Omit<Row, 'may'>; readonly may: readonly WindowRole[] }[]

const ANYBODY = ['failed', 'honouring', 'stranger', 'operator', 'auditor'] as const
const OWN = ['failed', 'honouring'] as const

/** What a deal in its takeover window shows to whom: the side that failed to everybody who has signed in, the deal to its own people. */
function inWindow(dealId: string): Rows {
  const { get, act } = rowsFor(dealId)
  return [
    { row: get(paths.takeovers), may: ANYBODY },
    { row: get(paths.takeover), may: ANYBODY },
    { row: act('takeOver'), may: ANYBODY },
    { row: get(paths.deal), may: [...OWN, 'auditor'] },
    { row: get(paths.dealCsv), may: [...OWN, 'auditor'] },
    { row: get(paths.confirmation), may: [...OWN, 'auditor'] },
    { row: act('closeOut'), may: OWN },
    { row: act('withdrawClaim'), may: OWN },
  ]
}

/** After the stranger has stepped in: the deal is its own, and whoever failed reads on. */
function takenOver(dealId: string): Rows {
  const { get, act } = rowsFor(dealId)
  return [
    { row: get(paths.takeover), may: ANYBODY },
    { row: get(paths.deal), may: [...OWN, 'stranger', 'auditor'] },
    { row: get(paths.dealCsv), may: [...OWN, 'stranger', 'auditor'] },
    { row: get(paths.confirmation), may: [...OWN, 'stranger', 'auditor'] },
    { row: act('takeOver'), may: [...OWN, 'stranger'] },
    { row: act('settle'), may: [...OWN, 'stranger'] },
    { row: act('withdrawClaim'), may: [...OWN, 'stranger'] },
  ]
}

function rowsFor(dealId: string) {
  const address = (pattern: string) => to(pattern, { dealId })
  return {
    get: (pattern: string) => ({ method: 'get', address: address(pattern) }) as const,
    act: (name: string) => ({ method: 'post', address: address(paths.prepareAct), body: { name } }) as const,
  }
}

async function windowPeople({ world, miner, fund, taker }: WindowScene) {
  const { accounts } = world.ports
  const operator = await accounts.replace({ ...(await aPerson(world, 'The operator')), isOperator: true })
  const auditor = await accounts.replace({ ...(await aPerson(world, 'The auditor')), isAuditor: true })
  return { failed: miner, honouring: fund, stranger: taker, operator, auditor }
}

async function holds(scene: WindowScene, rows: Rows, role: WindowRole): Promise<void> {
  const people = await windowPeople(scene)
  const desk = createDesk(scene.world.ports)
  const browser = role === 'visitor' ? aVisitor(desk) : signedInAs(people[role], desk)
  for (const { row, may } of rows) {
    const { status, location } = await answerTo(browser, { ...row, may: [] })
    const isTurnedAway = DENIED.includes(status) || (status === 303 && location.startsWith('/sign-in'))
    const told = `${role}: ${row.method} ${row.address} ${JSON.stringify(row.body ?? '')} answered ${status}`
    assert.equal(isTurnedAway, !may.includes(role), told)
    assert.ok(status < 500, told)
    if (isTurnedAway && role !== 'visitor') assert.equal(status, 404, told)
  }
}

describe('who may do what with a side that failed', () => {
  for (const role of WINDOW_ROLES) {
    it(`is shown, or not, to the ${role} while anybody may step in`, async () => {
      const scene = await aDealInWindow()
      await holds(scene, inWindow(scene.deal.id), role)
    })

    it(`is shown, or not, to the ${role} once somebody has`, async () => {
      const scene = await aDealTakenOver()
      await holds(scene, takenOver(scene.deal.id), role)
    })
  }

  it('lets who lost its side act for it no more', async () => {
    const scene = await aDealTakenOver()
    const browser = signedInAs(scene.miner, createDesk(scene.world.ports))
    for (const act of [{ name: 'topUp', amount: '0.01' }, { name: 'withdraw', amount: '0.01' }, { name: 'unwind' }]) {
      const { status } = await browser.postJson(to(paths.prepareAct, { dealId: scene.deal.id }), act)
      assert.equal(status, 409, act.name)
    }
  })
})
