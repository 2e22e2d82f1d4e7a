import type { MinedBatch, Network } from '../../desk/ports.ts'
import type { Batch } from '../../desk/ports/sending.ts'
import { Refusal } from '../../domain/refusals.ts'
import { GAS_BESIDES_DEALS, batchPlan } from '../../domain/sending/batchGas.ts'
import type { BatchPlan } from '../../domain/sending/batchGas.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { min } from '../../domain/units/rounding.ts'
import { ESCROW, KEEPER } from './abi.ts'
import { codeAt, readHead } from './calls.ts'
import { addressOf, hexOf } from './decode.ts'
import type { Chain } from './provider.ts'
import { minedBy } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import type { Instruction } from './instruction.ts'
import type { Sender } from './sender.ts'
import { mostGas, tried } from './transactions.ts'

export interface Instructing {
  readonly chain: Chain
  readonly network: Network
  readonly sender: Sender
  /** What was written down of batches before; without it each is as if it were the first. */
  readonly past?: PastBatches
}

/** What is remembered of batches. */
export interface PastBatches {
  /** The last of an act, newest first. */
  last(act: KeeperAct): Promise<readonly Batch[]>
  noteSkipped(batch: Receipt, escrows: readonly Address[]): Promise<void>
}

/** What the keeper does to many escrows, and an escrow to itself. */
export type KeeperAct = 'settle' | 'mark' | 'closeOut'

/** The part of a block that one batch may take: others have business too. */
const SHARE = { of: 4n, taken: 3n } as const

/** What is being done, and what came of it so far. */
interface Work {
  readonly wired: Instructing
  readonly act: KeeperAct
  readonly receipts: Receipt[]
  readonly reasons: Map<Address, Refusal>
}

/**
 * Acts on many escrows, as many in one transaction as the last batches of this act say there is room for; `skipped` are those that refuse.
 *
 * One that refused in one of the last batches is tried alone, and sent only if it would go through: what fails every time costs nothing
 * every time. Those that the keeper skips although they would go through with more gas are sent once more, half as many with twice as
 * much for each, in the end alone; and a batch that is refused as a whole is halved until what spoils it is alone.
 */
export async function actOnMany(wired: Instructing, act: KeeperAct, escrows: readonly Address[]): Promise<MinedBatch> {
  const [past, head] = await Promise.all([wired.past?.last(act) ?? [], readHead(wired.chain)])
  const measured = past.map(({ mined, intent }) => ({ gasUsed: mined.gasUsed, deals: BigInt(intent.escrows.length) }))
  const room = min(mostGas(head), (head.gasLimit * SHARE.taken) / SHARE.of)
  const work: Work = { wired, act, receipts: [], reasons: new Map() }
  const spoiling = new Set(past.flatMap(({ skipped }) => skipped))
  await actOnAll(
    work,
    batchPlan(measured, room),
    escrows.filter((escrow) => !spoiling.has(escrow)),
  )
  for (const escrow of escrows) if (spoiling.has(escrow)) await actAlone(work, escrow)
  const { receipts, reasons } = work
  return { mined: receipts.map(minedBy), skipped: [...reasons.keys()], reasons }
}

async function actOnAll(work: Work, plan: BatchPlan, escrows: readonly Address[]): Promise<void> {
  const size = Number(plan.deals)
  for (let first = 0; first < escrows.length; first += size)
    await actOnBatch(work, plan, escrows.slice(first, first + size))
}

async function actOnBatch(work: Work, plan: BatchPlan, escrows: readonly Address[]): Promise<void> {
  const hungry = await sendBatch(work, plan, escrows)
  const [only] = hungry
  if (only === undefined) return
  if (plan.deals === 1n || hungry.length === 1) for (const escrow of hungry) await actAlone(work, escrow)
  else await actOnAll(work, { deals: plan.deals / 2n, gasEach: plan.gasEach * 2n }, hungry)
}

/** Sends one batch; those that it left out for want of gas. */
async function sendBatch(work: Work, plan: BatchPlan, escrows: readonly Address[]): Promise<readonly Address[]> {
  const { wired, receipts, reasons } = work
  try {
    const batch = await wired.sender.send(batchOf(work, plan, escrows))
    receipts.push(batch)
    const skipped = skippedIn(batch, wired.network)
    const hungry = await wouldGoThrough(work, skipped)
    const refusing = skipped.filter((escrow) => reasons.has(escrow))
    if (refusing.length > 0) await wired.past?.noteSkipped(batch, refusing)
    return hungry
  } catch (failure) {
    if (isOfTheBatch(failure)) return escrows
    throw failure
  }
}

/** A "no" to what the batch is, as opposed to one that any other would hear as well. */
function isOfTheBatch(failure: unknown): boolean {
  return failure instanceof Refusal && failure.code === 'chainRefused'
}

/** Those of them that do not refuse by themselves; why the others do is noted. */
async function wouldGoThrough(work: Work, escrows: readonly Address[]): Promise<readonly Address[]> {
  const fine: Address[] = []
  for (const escrow of escrows) if (await isFine(work, escrow)) fine.push(escrow)
  return fine
}

async function isFine({ wired: { chain, sender }, act, reasons }: Work, escrow: Address): Promise<boolean> {
  try {
    if ((await codeAt(chain, escrow)) === '0x') throw new Refusal('chainRefused', { reason: 'NoCode' })
    await tried(chain, { from: sender.address, to: escrow, data: callOfEscrow(act) })
    return true
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure
    reasons.set(escrow, failure)
    return false
  }
}

function batchOf({ wired, act }: Work, plan: BatchPlan, escrows: readonly Address[]): Instruction {
  return {
    to: wired.network.keeper,
    data: hexOf(KEEPER.encodeFunctionData(`${act}Many`, [escrows])),
    gas: GAS_BESIDES_DEALS + plan.gasEach * BigInt(escrows.length),
    intent: { act, escrows, series: [], days: null },
  }
}

function skippedIn(receipt: Receipt, network: Network): readonly Address[] {
  return receipt.logs.flatMap((log) => {
    if (log.address !== network.keeper) return []
    const description = KEEPER.parseLog({ topics: log.topics, data: log.data })
    return description === null ? [] : [addressOf(description.args.getValue('escrow'))]
  })
}

/** With all the gas there is, and only if it would go through. */
async function actAlone(work: Work, escrow: Address): Promise<void> {
  const { wired, act, receipts, reasons } = work
  if (!(await isFine(work, escrow))) return
  const { chain, sender } = wired
  const intent = { act, escrows: [escrow], series: [], days: null }
  try {
    const gas = mostGas(await readHead(chain))
    receipts.push(await sender.send({ to: escrow, data: callOfEscrow(act), gas, intent }))
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.code !== 'chainRefused') throw failure
    reasons.set(escrow, failure)
  }
}

function callOfEscrow(act: KeeperAct): Hex {
  return hexOf(ESCROW.encodeFunctionData(act))
}
