/** Lives of deals that the bench disturbs: what the people do and when the engine looks. */
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Terms } from '../../server/domain/terms/terms.ts'
import type { Side } from '../../server/domain/terms/terms.ts'
import { partyWallet } from '../../server/adapters/chain/wallet.ts'
import type { PartyWallet } from '../../server/adapters/chain/wallet.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { signDeal } from '../support/provingDesk.ts'
import { giveGas, keyNamed } from '../support/wallets.ts'
import type { Ground } from './ground.ts'
import type { BenchServer } from './server.ts'

/** The people of a story, and its deals in the order in which they were agreed. */
export interface Scene {
  readonly ground: Ground
  readonly wallets: Readonly<Record<'seller' | 'buyer' | 'taker', PartyWallet>>
  readonly deals: DealRecord[]
}

/** A moment of a story: first the clock moves, then people act with their own wallets, then somebody asks the desk, then the engine looks. */
export interface Step {
  readonly at: Instant
  readonly people?: (scene: Scene) => Promise<unknown>
  /** What a person asks the desk for; a desk that dies of it is not asked again. */
  readonly asks?: (server: BenchServer, scene: Scene) => Promise<unknown>
  /** Nothing falls due that a later look would do differently: the engine may sleep through it. */
  readonly mayBeSlept?: true
}

export interface Story {
  readonly name: string
  /** Brings the deals about, before anything is disturbed. */
  readonly begin: (server: BenchServer, scene: Scene) => Promise<void>
  readonly steps: readonly Step[]
}

const DAY = 86_400

/** Five minutes after the end of a day of 2021, when its fixing is due. */
const fixing = (day: string): Instant => endOfDay(parseDay(`2021-${day}`)) + 300

/** Difficulty falls by 16 % on 30 May: the seller of the golden deal is called at its fixing, and has a day. */
const CALL = fixing('05-30')
const DEADLINE = CALL + DAY

const FIRST_WEEKS: readonly Step[] = [
  { at: fixing('05-16'), mayBeSlept: true },
  { at: fixing('05-19'), mayBeSlept: true },
  { at: fixing('05-23'), mayBeSlept: true },
  { at: fixing('05-24'), mayBeSlept: true },
]

const opening = (...wanted: readonly Partial<Terms>[]): Story['begin'] => {
  return async (server, scene) => {
    for (const [index, terms] of wanted.entries()) {
      const id = await signDeal(signingOn(server, scene), { salt: BigInt(index + 1), ...terms })
      await server.desk.openDeal({ dealId: id, actor: 'bench' })
      await server.desk.indexChain()
      scene.deals.push(await server.desk.readDeal(id))
    }
  }
}

function signingOn(server: BenchServer, { ground, wallets }: Scene) {
  return { desk: server.desk, ports: server, network: ground.network, wallets }
}

const escrow = ({ deals }: Scene, index = 0) => deals[index]!.escrow

/** Adds what the open call on `side` demands. */
async function meetCall({ wallets, deals }: Scene, side: Side, index = 0): Promise<void> {
  const { escrow, terms } = deals[index]!
  const due = 6_769_576n // the golden run's: 10 500 000 + 6 674 476 less 10 404 900
  await wallets[side].mint(terms.token, due)
  await wallets[side].approve(terms.token, escrow, due)
  await wallets[side].topUp(escrow, side, due)
}

const ONE_WEEK = { periods: 1 } as const

export const STORIES: readonly Story[] = [
  {
    name: 'a call is not met',
    begin: opening({}),
    steps: [
      ...FIRST_WEEKS,
      { at: CALL },
      { at: DEADLINE, mayBeSlept: true },
      { at: DEADLINE + 1 },
      { at: fixing('06-02'), mayBeSlept: true },
    ],
  },
  {
    name: 'a call is met',
    begin: opening({}),
    steps: [
      { at: fixing('05-23'), mayBeSlept: true },
      { at: CALL },
      { at: CALL + 3_600, people: (scene) => meetCall(scene, 'seller') },
      { at: DEADLINE + 1, mayBeSlept: true },
      { at: fixing('06-06'), mayBeSlept: true },
    ],
  },
  {
    name: 'a deal matures',
    begin: opening(ONE_WEEK),
    steps: [
      ...FIRST_WEEKS,
      {
        at: fixing('05-25'),
        mayBeSlept: true,
        people: async (scene) => {
          const { balance } = await scene.ground.escrows.readState(escrow(scene))
          await scene.wallets.buyer.withdraw(escrow(scene), 'buyer', balance.buyer, scene.wallets.buyer.address)
        },
      },
    ],
  },
  {
    name: 'the two agree to end it',
    begin: opening({}),
    steps: [
      { at: fixing('05-19'), people: (scene) => scene.wallets.seller.proposeTermination(escrow(scene), 200_000n) },
      {
        at: fixing('05-20') - 3_600,
        people: (scene) => scene.wallets.buyer.acceptTermination(escrow(scene), 200_000n),
      },
      { at: fixing('05-24'), mayBeSlept: true },
    ],
  },
  {
    name: 'the feed is silent for two weeks and a party unwinds',
    begin: opening({}),
    steps: [
      { at: fixing('05-18'), mayBeSlept: true },
      // Nobody publishes, because nobody looks: that of 19 May is missing for more than the seven days of the terms.
      { at: fixing('05-28'), people: (scene) => scene.wallets.seller.unwind(escrow(scene)) },
      { at: CALL, mayBeSlept: true },
    ],
  },
  {
    name: 'a stranger takes the failed side over',
    begin: opening({ takeoverSeconds: 2 * DAY }),
    steps: [
      { at: CALL },
      { at: DEADLINE + 1 },
      {
        at: DEADLINE + DAY,
        people: async (scene) => {
          const { terms, escrow } = scene.deals[0]!
          await scene.wallets.taker.mint(terms.token, 20_000_000n)
          await scene.wallets.taker.approve(terms.token, escrow, 20_000_000n)
          await scene.wallets.taker.takeOver(escrow, 20_000_000n)
        },
      },
      {
        at: fixing('06-04'),
        mayBeSlept: true,
        people: (scene) => scene.wallets.seller.withdrawClaim(escrow(scene), scene.wallets.seller.address),
      },
      { at: fixing('06-06'), mayBeSlept: true },
    ],
  },
  {
    name: 'five deals at once: two fail, one is saved, one matures, one is left to its window',
    begin: opening({}, {}, {}, ONE_WEEK, { takeoverSeconds: DAY }),
    steps: [
      { at: fixing('05-23'), mayBeSlept: true },
      { at: CALL },
      { at: CALL + 60, people: (scene) => meetCall(scene, 'seller', 1) },
      { at: DEADLINE + 1 },
      { at: DEADLINE + DAY + 1 },
      { at: fixing('06-06'), mayBeSlept: true },
    ],
  },
  {
    name: 'the desk opens a deal, and another lapses',
    begin: async (server, scene) => {
      const signing = signingOn(server, scene)
      const ids = [await signDeal(signing, { salt: 1n }), await signDeal(signing, { salt: 2n }, ['seller'])]
      for (const id of ids) scene.deals.push(await server.desk.readDeal(id))
    },
    steps: [
      {
        at: fixing('05-14'),
        asks: (server, { deals }) => server.desk.openDeal({ dealId: deals[0]!.id, actor: 'bench' }),
      },
      { at: fixing('05-16'), mayBeSlept: true },
      { at: fixing('05-17') },
      { at: fixing('05-23'), mayBeSlept: true },
    ],
  },
]

/** Three people with gas, and no deals yet. */
export async function aScene(ground: Ground): Promise<Scene> {
  const wallet = async (name: string) => {
    await giveGas(ground.chain, keyNamed(`bench ${name}`))
    return partyWallet(ground.chain, ground.network, keyNamed(`bench ${name}`))
  }
  const wallets = { seller: await wallet('seller'), buyer: await wallet('buyer'), taker: await wallet('taker') }
  return { ground, wallets, deals: [] }
}
