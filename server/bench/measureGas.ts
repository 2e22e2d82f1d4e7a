import { SCENARIO } from '../demo/scenarios.ts'
import type { Log } from '../desk/ports.ts'
import { firstDayOf, lastDayOf } from '../domain/terms/schedule.ts'
import type { Address } from '../domain/terms/terms.ts'
import { SECONDS_PER_DAY, dayOf } from '../domain/units/time.ts'
import { assertTold } from './assertTold.ts'
import type { GasFigures } from './gasFigures.ts'
import { buildGround } from './ground.ts'
import type { Ground } from './ground.ts'
import { openOutOfAllowances, openWithPermits } from './openings.ts'
import type { Opened } from './openings.ts'
import { measureRelay } from './measureRelay.ts'

const DEALS_IN_THE_BATCH = 100
const ADDED = 1_000n

interface Deals {
  /** Settled together. */
  readonly hundred: readonly Address[]
  /** The newcomers' deal. */
  readonly permitted: Opened
  /** The regulars' deal that is followed to its end. */
  readonly alone: Opened
}

/**
 * Measures every operation on a chain of its own, in the order of the deals' life: signed on 14 May 2021, first week settled, an
 * uneventful Thursday, second week settled, the seller called on 31 May and closed out a day later.
 *
 * Throws where an operation did not do what its figure is for.
 */
export async function measureGas(log: Log): Promise<GasFigures> {
  const ground = await buildGround(SCENARIO.default.genesis, log)
  try {
    await ground.fixUpTo(dayOf(SCENARIO.default.signing) - 1)
    const deals = await openDeals(ground)
    await settleFirstWeek(ground, deals)
    const midweek = await measureMidweek(ground, deals)
    const settlements = await measureSecondWeek(ground, deals)
    const ending = await measureEnding(ground, deals)
    return {
      openWithPermits: Number(deals.permitted.gasUsed),
      openWithAllowances: Number(deals.alone.gasUsed),
      ...settlements,
      ...midweek,
      ...ending,
      relayRetarget: await measureRelay(log),
    }
  } finally {
    await ground.leave()
  }
}

async function openDeals(ground: Ground): Promise<Deals> {
  const opened: Opened[] = []
  for (let salt = 0n; salt <= DEALS_IN_THE_BATCH; salt++) opened.push(await openOutOfAllowances(ground, salt))
  const [alone, ...hundred] = opened.toReversed()
  if (alone === undefined) throw new Error('no deal was opened')
  const permitted = await openWithPermits(ground)
  return { hundred: hundred.map(({ escrow }) => escrow), permitted, alone }
}

async function settleFirstWeek(ground: Ground, { hundred, alone }: Deals): Promise<void> {
  await ground.fixUpTo(lastDayOf(alone.terms, 0))
  await ground.escrows.settle(hundred)
  await ground.regulars.buyer.settle(alone.escrow)
}

async function measureMidweek(
  ground: Ground,
  { alone, permitted }: Deals,
): Promise<Pick<GasFigures, 'mark' | 'topUp'>> {
  await ground.fixUpTo(firstDayOf(alone.terms, 1) + 3)
  const mark = await ground.regulars.buyer.mark(alone.escrow)
  await assertTold(ground, mark, [])

  const { seller } = ground.newcomers
  await seller.approve(permitted.terms.token, permitted.escrow, ADDED)
  const topUp = await seller.topUp(permitted.escrow, 'seller', ADDED)
  await assertTold(ground, topUp, ['toppedUp'])
  return { mark: Number(mark.gasUsed), topUp: Number(topUp.gasUsed) }
}

async function measureSecondWeek(
  ground: Ground,
  { hundred, alone }: Deals,
): Promise<Pick<GasFigures, 'settle' | 'settleEachOf100'>> {
  await ground.fixUpTo(lastDayOf(alone.terms, 1))
  const batch = await ground.escrows.settle(hundred)
  await assertTold(
    ground,
    batch,
    hundred.map(() => 'settled'),
  )
  const settle = await ground.regulars.buyer.settle(alone.escrow)
  await assertTold(ground, settle, ['settled'])
  return {
    settle: Number(settle.gasUsed),
    settleEachOf100: Math.ceil(Number(batch.gasUsed) / hundred.length),
  }
}

async function measureEnding(ground: Ground, { alone }: Deals): Promise<Pick<GasFigures, 'closeOut' | 'withdraw'>> {
  const { escrow, terms } = alone
  const { buyer } = ground.regulars
  await assertTold(ground, await buyer.mark(escrow), ['marginCalled'])
  await ground.fixUpTo(lastDayOf(terms, 1) + 1)
  await ground.clock.moveTo((await ground.clock.asOf()) + SECONDS_PER_DAY)
  const closeOut = await buyer.closeOut(escrow)
  await assertTold(ground, closeOut, ['closedOut'])

  const { balance } = await ground.escrows.readState(escrow)
  const withdraw = await buyer.withdraw(escrow, 'buyer', balance.buyer, buyer.address)
  await assertTold(ground, withdraw, ['withdrawn'])
  return { closeOut: Number(closeOut.gasUsed), withdraw: Number(withdraw.gasUsed) }
}
