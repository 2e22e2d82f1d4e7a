import assert from 'node:assert/strict'
import { ask } from '../../../server/adapters/chain/calls.ts'
import { ESCROW, TOKEN } from '../../../server/adapters/chain/abi.ts'
import { escrowGateway } from '../../../server/adapters/chain/gateway.ts'
import { createSender } from '../../../server/adapters/chain/sender.ts'
import type { PartyWallet } from '../../../server/adapters/chain/wallet.ts'
import type { EscrowGateway, Fixing, MinedBatch } from '../../../server/desk/ports.ts'
import { claimOf, claimsTotal } from '../../../server/domain/deal/claims.ts'
import { chainViewOf } from '../../../server/domain/deal/chainView.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import { CAUSES } from '../../../server/domain/deal/phase.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import { lockedAtOpen } from '../../../server/domain/terms/locked.ts'
import { SIDES } from '../../../server/domain/terms/terms.ts'
import type { Address, Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { dayOf } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { FIRST_DAY, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'
import { perform } from './acts.ts'
import type { Act } from './acts.ts'
import { nextAct } from './choices.ts'
import { agreedOn } from './deals.ts'
import type { Feed } from './feed.ts'
import { offersAfter, wordOf } from './life.ts'
import { PERSONS, ofEach, sideOf } from './people.ts'
import type { Person } from './people.ts'
import type { Scene } from './scene.ts'
import { randomOf } from './random.ts'
import type { Random } from './random.ts'
import { AIMS } from './randomFeed.ts'
import type { World } from './randomTerms.ts'
import { errorFor } from './refusals.ts'
import { BASE, SHARED_SERIES, sharedEconomics, sharedFeed, sharedMoments } from './sharedIndex.ts'

const SEED = process.env.DIFFERENTIAL_SEED ?? '1'
const DEALS = 200
const COUPLES = 8
const FORTUNE = 1n << 110n

/** A deal as it lives on the chain and, in `scene`, in the domain. */
interface Played {
  readonly number: number
  readonly escrow: Address
  readonly people: Readonly<Record<Person, PartyWallet>>
  scene: Scene
  offered: Readonly<Record<Side, boolean>>
}

/** An act that is under way, and what the domain says of it. */
interface Doing {
  readonly deal: Played
  readonly act: Act
  readonly outcome: ReturnType<typeof perform>
}

describe(`two hundred random deals through the embedded chain and the adapters (seed ${SEED})`, () => {
  let desk: TestDesk
  let gateways: readonly EscrowGateway[]
  let couples: readonly (readonly [PartyWallet, PartyWallet])[]
  let stranger: PartyWallet
  let taker: PartyWallet
  let broker: PartyWallet
  const feeds = new Map<string, Feed>()
  const deals: Played[] = []
  /** What every account should hold of every token, by `account token`. */
  const fortunes = new Map<string, bigint>()
  const happened = new Set<string>()

  before(async () => {
    desk = await startTestDesk()
    // Everything between two moves of the clock happens in the same second, as it does in the domain.
    await desk.chain.request('anvil_setBlockTimestampInterval', [0])
    gateways = await Promise.all(Array.from({ length: COUPLES }, (_, couple) => aGateway(`engine ${couple}`)))
    stranger = await rich('stranger')
    taker = await rich('taker')
    broker = await desk.person('differential broker')
    couples = await Promise.all(
      Array.from(
        { length: COUPLES },
        async (_, couple) => [await rich(`seller ${couple}`), await rich(`buyer ${couple}`)] as const,
      ),
    )
    for (const [index, series] of SHARED_SERIES.entries()) {
      feeds.set(series, sharedFeed(randomOf(SEED, 1_000_000 + index), FIRST_DAY, series))
    }
  })
  after(() => desk.stop())

  async function aGateway(name: string): Promise<EscrowGateway> {
    const key = keyNamed(`differential ${name}`)
    await giveGas(desk.chain, key)
    return escrowGateway({ chain: desk.chain, network: desk.network, sender: createSender(desk.chain, key) })
  }

  async function rich(name: string): Promise<PartyWallet> {
    const wallet = await desk.person(`differential ${name}`, FORTUNE)
    for (const { address } of desk.network.tokens) {
      await wallet.approve(address, desk.network.factory, FORTUNE)
      fortunes.set(`${wallet.address} ${address}`, FORTUNE)
    }
    return wallet
  }

  it('end the same in the domain, in what the escrow says, and in what its history tells', async () => {
    let isOpening = 0
    for (const now of sharedMoments(FIRST_DAY)) {
      await publish(now)
      if (isOpening < DEALS && dayOf(now) >= FIRST_DAY + 2) isOpening = await openSome(now, isOpening)
      await actAtOnce(now)
    }
    assert.equal(deals.length, DEALS)
    await compareHistories()
    await compareFortunes()
    // What the deals were chosen for: nothing here is vacuous.
    for (const cause of CAUSES) if (cause !== 'none') assert.ok(happened.has(cause), `no deal was ${cause}`)
    const turns = ['a short settlement', 'skipped', 'topUp', 'windowOpened', 'takenOver', 'claimWithdrawn']
    for (const what of [...turns, 'TooEarlyToUnwind', 'PastDeadline', 'NotOwner', 'NotInWindow']) {
      assert.ok(happened.has(what), `never happened: ${what}`)
    }
  }).timeout(180_000)

  /** Moves the clock to `now` and has the reporters publish what the feeds have said since. */
  async function publish(now: Instant): Promise<void> {
    await desk.clock.moveTo(now)
    const fixings: Fixing[] = []
    for (const series of SHARED_SERIES) {
      const feed = feedFor(series)
      const last = (await desk.oracle.lastFixed(series)) ?? FIRST_DAY - 1
      const due = feed.readingAt(now).latest?.day ?? last
      for (let day = last + 1; day <= due; day += 1) {
        const [before = 0n, sum = 0n] = feed.sums().slice(day - FIRST_DAY)
        fixings.push({ series, day, value: indexValue(sum - before) })
      }
    }
    if (fixings.length > 0) await desk.oracle.publish(fixings)
    for (const series of SHARED_SERIES) await compareReadings(series, now)
  }

  async function compareReadings(series: (typeof SHARED_SERIES)[number], now: Instant): Promise<void> {
    const feed = feedFor(series)
    const expected = feed.readings(feed.readingAt(now))
    const read = await desk.oracle.readings(series, FIRST_DAY)
    assert.deepEqual([read.latest(), read.heartbeat()], [expected.latest(), expected.heartbeat()])
    const days = [FIRST_DAY - 1, dayOf(now) - 2, dayOf(now) - 1, dayOf(now)]
    for (const day of days.filter((each) => each >= FIRST_DAY - 1)) {
      assert.equal(read.cumulative(day), expected.cumulative(day), `${series}, sum of day ${day}`)
    }
  }

  function feedFor(series: string): Feed {
    const feed = feeds.get(series)
    assert.ok(feed)
    return feed
  }

  async function openSome(now: Instant, from: number): Promise<number> {
    const to = Math.min(DEALS, from + DEALS / 4)
    const numbers = Array.from({ length: to - from }, (_, index) => from + index)
    await Promise.all(numbers.map((number) => openOne(number, now)))
    deals.sort((a, b) => a.number - b.number)
    return to
  }

  async function openOne(number: number, now: Instant): Promise<void> {
    const random = randomOf(SEED, 2_000_000 + number)
    const series = SHARED_SERIES[number % 3 === 0 ? 1 : 0]
    const feed = feedFor(series)
    const [seller, buyer] = couples[number % COUPLES]!
    const terms = { ...someTerms(random, { seller, buyer }, series, feed, now), salt: BigInt(number) }
    const gateway = gateways[number % COUPLES]!
    await gateway.open({
      terms,
      signature: { seller: seller.signTerms(terms), buyer: buyer.signTerms(terms) },
      permit: { seller: null, buyer: null },
    })
    const escrow = await gateway.escrowOf(terms)
    for (const side of SIDES) spend(terms[side], terms.token, lockedAtOpen(terms, side))
    if (terms.brokerFee > 0n) spend(broker.address, terms.token, 0n - terms.brokerFee)
    const aim = series === 'BME28' ? 'unwound' : AIMS[number % 3]!
    const people = { seller, buyer, stranger, taker }
    const scene: Scene = {
      random,
      terms,
      feed,
      people: ofEach((person) => people[person].address),
      aim,
      isDiligent: random.percent(aim === 'closedOut' ? 20 : 80),
      isWatched: random.percent(70),
      now,
      state: openState(terms),
      step: 0,
    }
    deals.push({ number, escrow, people, scene, offered: { seller: false, buyer: false } })
  }

  function someTerms(
    random: Random,
    { seller, buyer }: Readonly<Record<Side, PartyWallet>>,
    series: (typeof SHARED_SERIES)[number],
    feed: Feed,
    now: Instant,
  ): Terms {
    const tokens = desk.network.tokens
    const world: World = {
      parties: { seller: seller.address, buyer: buyer.address },
      broker: broker.address,
      token: (decimals) => tokens.find((token) => token.decimals === decimals)!.address,
      oracle: desk.network.oracle,
      decimals: [8, 18],
      hashrateBits: 64,
      mostPeriods: 3,
      mostPeriodDays: 2,
      startDay: (draw) => dayOf(now) + draw.int(0, 2),
      rate: (draw) => (BASE * BigInt(draw.int(950, 1_050))) / 1_000n,
    }
    for (let tries = 0; tries < 400; tries += 1) {
      const economics = sharedEconomics(random, world, series)
      const agreed = agreedOn(random, world, {
        economics,
        feed,
        openAt: now,
        thinness: random.pick([2n, 10n, 50n, 500n]),
      })
      if (agreed !== null) return agreed
    }
    throw new Error('no valid terms in 400 tries')
  }

  // ---------------------------------------------------------------- acts

  /** Two of five deals act, each once: what the keeper can do in batches, the rest from people's wallets side by side. */
  async function actAtOnce(now: Instant): Promise<void> {
    const acting = deals.filter(({ scene }) => scene.random.percent(40)).map((deal) => chosen(deal, now))
    await Promise.all([
      ...(['settle', 'mark', 'closeOut'] as const).map((kind, index) =>
        inOneBatch(
          gateways[index]!,
          kind,
          acting.filter(({ act }) => act.kind === kind),
        ),
      ),
      ...acting.filter(({ act }) => !isForTheKeeper(act)).map((doing) => alone(doing)),
    ])
    for (const doing of acting) conclude(doing)
    await Promise.all(acting.map(({ deal }) => compareState(deal)))
  }

  function isForTheKeeper({ kind }: Act): boolean {
    return kind === 'settle' || kind === 'mark' || kind === 'closeOut'
  }

  function chosen(deal: Played, now: Instant): Doing {
    deal.scene = { ...deal.scene, now, step: deal.scene.step + 1 }
    const act = nextAct(deal.scene)
    const { terms, state, feed, people } = deal.scene
    return { deal, act, outcome: perform(terms, state, act, people, feed.readings(feed.readingAt(now)), now) }
  }

  async function inOneBatch(
    gateway: EscrowGateway,
    kind: 'settle' | 'mark' | 'closeOut',
    acting: readonly Doing[],
  ): Promise<void> {
    if (acting.length === 0) return
    const escrows = acting.map(({ deal }) => deal.escrow)
    const batch: MinedBatch = await gateway[kind](escrows)
    const refused = acting.filter(({ outcome }) => 'refused' in outcome).map(({ deal }) => deal.escrow)
    assert.deepEqual([...batch.skipped].sort(), refused.sort(), `refused by ${kind}`)
    if (refused.length > 0) happened.add('skipped')
  }

  /** The side of who acts, before it does. */
  function ownSide({ scene }: Played, { by }: Act): Side | null {
    return sideOf(scene.state, scene.people, by)
  }

  async function alone({ deal, act, outcome }: Doing): Promise<void> {
    const expected =
      'refused' in outcome ? errorFor(act.kind, wordOf(outcome.refused, act, ownSide(deal, act), deal.offered)) : null
    const actual = await send(deal, act)
    assert.equal(actual, expected, `deal ${deal.number}, ${act.kind} by ${act.by} at ${deal.scene.now}`)
    happened.add(actual ?? act.kind)
  }

  /** Sends an act from its person's wallet; the name of the escrow's error, or null. */
  async function send({ escrow, people, scene }: Played, { kind, by, side, amount }: Act): Promise<string | null> {
    const wallet = people[by]
    if (kind === 'topUp' || kind === 'takeOver') await wallet.approve(scene.terms.token, escrow, amount)
    try {
      if (kind === 'topUp') await wallet.topUp(escrow, side, amount)
      if (kind === 'withdraw') await wallet.withdraw(escrow, side, amount, wallet.address)
      if (kind === 'propose') await wallet.proposeTermination(escrow, amount)
      if (kind === 'accept') await wallet.acceptTermination(escrow, amount)
      if (kind === 'withdrawProposal') await wallet.withdrawProposal(escrow)
      if (kind === 'unwind') await wallet.unwind(escrow)
      if (kind === 'takeOver') await wallet.takeOver(escrow, amount)
      if (kind === 'withdrawClaim') await wallet.withdrawClaim(escrow, wallet.address)
      return null
    } catch (error) {
      if (error instanceof Refusal && error.code === 'chainRefused') return String(error.facts.reason)
      throw error
    }
  }

  function conclude({ deal, act, outcome }: Doing): void {
    if ('refused' in outcome) return
    const { terms } = deal.scene
    if (act.kind === 'topUp') spend(deal.people[act.by].address, terms.token, act.amount)
    if (act.kind === 'withdraw') spend(deal.people[act.by].address, terms.token, -act.amount)
    deal.offered = offersAfter(deal.offered, act, ownSide(deal, act))
    deal.scene = { ...deal.scene, state: outcome.state }
    happened.add(outcome.state.cause)
    for (const event of outcome.events) {
      happened.add(event.name)
      if (event.name === 'settled' && event.unpaid > 0n) happened.add('a short settlement')
      if (event.name === 'takenOver') spend(event.taker, terms.token, event.deposit)
      if (event.name === 'claimWithdrawn') spend(event.holder, terms.token, 0n - event.amount)
    }
  }

  function spend(account: Address, token: Address, amount: bigint): void {
    const key = `${account} ${token}`
    fortunes.set(key, (fortunes.get(key) ?? 0n) - amount)
  }

  // ---------------------------------------------------------------- comparing

  /** What the escrow says of itself; it does not show proposals, and claims only to those who name their holder. */
  async function compareState({ number, escrow, scene }: Played): Promise<void> {
    const said = await desk.escrows.readState(escrow)
    const expected = { ...scene.state, proposal: { seller: null, buyer: null }, claims: [] }
    assert.deepEqual(said, expected, `deal ${number} at ${scene.now}`)
    for (const person of PERSONS) {
      const [claimable] = await ask(desk.chain, escrow, ESCROW, 'claimable', [scene.people[person]])
      assert.equal(
        claimable,
        claimOf(scene.state, scene.people[person]),
        `what is left to the ${person} of deal ${number}`,
      )
    }
  }

  async function compareHistories(): Promise<void> {
    const facts = await desk.history.escrowFacts(0, (await desk.history.head()).number)
    for (const { number, escrow, scene } of deals) {
      const own = facts.filter((fact) => fact.escrow === escrow)
      const [opened] = own
      assert.ok(opened?.event.name === 'opened')
      assert.deepEqual(opened.event.terms, scene.terms, `terms of deal ${number}`)
      assert.deepEqual(chainViewOf(scene.terms, own)?.state, scene.state, `history of deal ${number}`)
    }
  }

  async function compareFortunes(): Promise<void> {
    for (const { number, escrow, scene } of deals) {
      const { seller, buyer } = scene.state.balance
      const all = seller + buyer + claimsTotal(scene.state)
      assert.equal(await held(escrow, scene.terms.token), all, `the escrow of deal ${number}`)
    }
    for (const [key, expected] of fortunes) {
      const [account, token] = key.split(' ') as [Address, Address]
      assert.equal(await held(account, token), expected, `what ${account} holds of ${token}`)
    }
  }

  async function held(account: Address, token: Address): Promise<bigint> {
    const [balance] = await ask(desk.chain, token, TOKEN, 'balanceOf', [account])
    return BigInt(String(balance))
  }
})
