/** The golden run, whose seller fails on 1 June 2021, with terms that keep the buyer's hedge alive. */
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import type { DealNeedsPerson } from '../../server/desk/advanceReplay.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { aWorld, dealOf } from './deals.ts'
import { aDealOfTwo, aPerson } from './negotiations.ts'
import type { World } from './ports.ts'
import { STRANGER } from './terms.ts'

/** The window of these deals. */
export const TWO_DAYS = 2 * 86_400

export interface WindowScene {
  readonly world: World
  /** The seller, who fails. */
  readonly miner: Account
  /** The buyer, who keeps its word. */
  readonly fund: Account
  /** Somebody with a wallet who is in no deal. */
  readonly taker: Account
  readonly deal: DealRecord
  /** The last second of the takeover window. */
  readonly until: Instant
  /** What was told to whoever plays time when the window opened. */
  readonly told: readonly DealNeedsPerson[]
}

/** The window has just opened: the seller holds 10 404 900 and owes 6 674 476 on the days to come. */
export async function aDealInWindow(): Promise<WindowScene> {
  const world = await aWorld()
  const { miner, fund, id } = await aDealOfTwo(world, { takeoverSeconds: TWO_DAYS })
  const taker = await aPerson(world, 'Cirrus Trading', [STRANGER])
  await advanceReplay(world.ports, { to: endOfDay(parseDay('2021-05-30')) + 300 })
  const called = await dealOf(world, id)
  const { needsPerson } = await advanceReplay(world.ports, { to: (called.chain?.state.cureBy ?? 0) + 1 })
  const deal = await dealOf(world, id)
  return { world, miner, fund, taker, deal, until: deal.chain?.state.cureBy ?? 0, told: needsPerson }
}

/** Half of the window later the taker steps in: 525 000 of the penalty is its own, 1 575 000 the buyer's. */
export async function aDealTakenOver(): Promise<WindowScene> {
  const scene = await aDealInWindow()
  const { world, deal, until } = scene
  await advanceReplay(world.ports, { to: until - TWO_DAYS / 2 })
  world.chain.takeOver(deal.escrow, STRANGER, 10_500_000n)
  await enginePass(world.ports)
  return { ...scene, deal: await dealOf(world, deal.id) }
}
