import { SCENARIO } from '../demo/scenarios.ts'
import type { Log } from '../desk/ports.ts'
import { dayOf } from '../domain/units/time.ts'
import { assertTold } from './assertTold.ts'
import { attestedFeed } from './attestedFeed.ts'
import type { GasFigures } from './gasFigures.ts'
import { buildGround } from './ground.ts'
import type { Ground } from './ground.ts'
import { measureLife } from './measureLife.ts'
import { measureRelay } from './measureRelay.ts'
import { openOutOfAllowances, openWithPermits } from './openings.ts'
import type { Opened } from './openings.ts'
import { PROVEN_WINTER, provenFeed } from './provenFeed.ts'

const DEALS_IN_THE_BATCH = 100
const ADDED = 1_000n

/**
 * Measures every operation, on chains of its own: a deal's life on attested fixings, the same on proven ones, and a retarget.
 *
 * Throws where an operation did not do what its figure is for.
 */
export async function measureGas(log: Log): Promise<GasFigures> {
  return {
    ...(await measureAttested(log)),
    relayRetarget: await measureRelay(log),
    ...(await measureProven(log)),
  }
}

async function measureAttested(log: Log) {
  const ground = await buildGround(SCENARIO.default, attestedFeed, log)
  try {
    const { alone, hundred } = await openDeals(ground)
    const permitted = await openWithPermits(ground)
    const openings = { openWithPermits: Number(permitted.gasUsed), openWithAllowances: Number(alone.gasUsed) }
    const topUp = await measureTopUp(ground, permitted)
    const { settle, settleEachOf100, mark, closeOut, withdraw } = await measureLife(ground, alone, hundred)
    return { ...openings, settle, settleEachOf100, mark, topUp, closeOut, withdraw }
  } finally {
    await ground.leave()
  }
}

async function measureProven(log: Log) {
  const ground = await buildGround(PROVEN_WINTER, provenFeed, log)
  try {
    const { alone, hundred } = await openDeals(ground)
    const { settle, settleEachOf100, mark, closeOut } = await measureLife(ground, alone, hundred)
    return {
      settleOnBme: settle,
      settleEachOf100OnBme: settleEachOf100,
      markOnBme: mark,
      closeOutOnBme: closeOut,
    }
  } finally {
    await ground.leave()
  }
}

async function openDeals(ground: Ground): Promise<{ readonly alone: Opened; readonly hundred: readonly Opened[] }> {
  await ground.fixUpTo(dayOf(ground.scenario.signing) - 1)
  const hundred: Opened[] = []
  for (let salt = 0n; salt < DEALS_IN_THE_BATCH; salt++) hundred.push(await openOutOfAllowances(ground, salt))
  return { hundred, alone: await openOutOfAllowances(ground, BigInt(DEALS_IN_THE_BATCH)) }
}

async function measureTopUp(ground: Ground, { terms, escrow }: Opened): Promise<number> {
  const { seller } = ground.newcomers
  await seller.approve(terms.token, escrow, ADDED)
  const topUp = await seller.topUp(escrow, 'seller', ADDED)
  await assertTold(ground, topUp, ['toppedUp'])
  return Number(topUp.gasUsed)
}
