/** Deals on an in-memory outside, as far along as a test wants them. */
import assert from 'node:assert/strict'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { agreeDeal } from '../../server/desk/agreeDeal.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import { recordFixings } from '../../server/desk/recordFixings.ts'
import { recordSignature } from '../../server/desk/recordSignature.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import type { Hex, Side, Terms } from '../../server/domain/terms/terms.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import type { Day, Instant } from '../../server/domain/units/time.ts'
import { signatureBy, withDocumentHash } from './chainInMemory.ts'
import { inMemoryWorld } from './ports.ts'
import type { World } from './ports.ts'
import { isRefusal } from './refusals.ts'
import { someTerms } from './terms.ts'

/** 13 May 2021, the day of a real retarget; the tests' oracle begins here, and their desk opens ten minutes after its end. */
export const FIRST_DAY: Day = 18_760
export const OPENING_TIME: Instant = endOfDay(FIRST_DAY) + 600

/** A desk on real difficulty, on 14 May 2021 00:10 UTC, with the fixing of the day before made and read. */
export async function aWorld(): Promise<World> {
  const world = await aWorldBeforeAnything()
  await enginePass(world.ports)
  return world
}

/** The same before the engine ever ran. */
export async function aWorldBeforeAnything(): Promise<World> {
  return inMemoryWorld({ asOf: OPENING_TIME, epochs: await epochTable().epochs(), firstDay: FIRST_DAY })
}

/** The golden run's terms with the hash of their confirmation, except for what is named. */
export function dealTerms(wanted: Parameters<typeof someTerms>[0] = {}): Terms {
  return withDocumentHash(someTerms(wanted))
}

export async function anAgreedDeal({ ports }: Pick<World, 'ports'>, terms = dealTerms()): Promise<DealRecord> {
  return agreeDeal(ports, { terms, actor: 'desk' })
}

/** What `side` of the deal signs. */
export function signatureOf(deal: DealRecord, side: Side): Hex {
  return signatureBy(deal.terms[side], deal.id)
}

export async function sign({ ports }: Pick<World, 'ports'>, deal: DealRecord, side: Side): Promise<DealRecord> {
  return recordSignature(ports, { dealId: deal.id, side, signature: signatureOf(deal, side) })
}

export async function aSignedDeal(world: Pick<World, 'ports'>, terms = dealTerms()): Promise<DealRecord> {
  const deal = await anAgreedDeal(world, terms)
  await sign(world, deal, 'seller')
  return sign(world, deal, 'buyer')
}

/** A deal that was opened by the desk, and whose opening was read. */
export async function anOpenDeal(world: World, terms = dealTerms()): Promise<DealRecord> {
  const { id } = await aSignedDeal(world, terms)
  await openDeal(world.ports, { dealId: id, actor: 'desk' })
  await enginePass(world.ports)
  return dealOf(world, id)
}

export async function dealOf({ ports }: Pick<World, 'ports'>, id: Hex): Promise<DealRecord> {
  const deal = await ports.deals.read(id)
  if (deal === null) throw new Error(`no deal ${id}`)
  return deal
}

/** Asserts that the desk says this "no". */
export async function refuses(act: Promise<unknown>, code: RefusalCode): Promise<void> {
  await assert.rejects(act, isRefusal(code))
}

/** When the first week of a golden deal is fixed. */
export const FIRST_SETTLEMENT: Instant = endOfDay(parseDay('2021-05-23')) + 300

/** A desk with `count` golden deals open, told apart by their salt. */
export async function aWorldWith(count: number): Promise<{ world: World; deals: readonly DealRecord[] }> {
  const world = await aWorld()
  const deals: DealRecord[] = []
  for (let salt = 1; salt <= count; salt += 1) {
    const deal = await aSignedDeal(world, dealTerms({ salt: BigInt(salt) }))
    deals.push(await openDeal(world.ports, { dealId: deal.id, actor: 'desk' }))
  }
  await indexChain(world.ports)
  return { world, deals }
}

/** The first week is fixed and read, and not settled. */
export async function readyToSettle({ ports }: World): Promise<void> {
  await ports.clock.moveTo(FIRST_SETTLEMENT)
  await recordFixings(ports)
  await indexChain(ports)
}
