import { PortFailure } from '../../../desk/ports.ts'
import type { Resumed, Sending, Unsettled } from '../../../desk/ports/sending.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { readBlock, readHead } from '../calls.ts'
import type { Chain } from '../provider.ts'
import { callIn, minedCount, suggestedTip, tried } from '../transactions.ts'
import { causeOf, ended, opened, written } from './desk.ts'
import type { OutboxDesk } from './desk.ts'
import { concluded, follow, receiptOfAny, takenByAnother } from './following.ts'
import type { Followed } from './following.ts'
import { feesWithin, offeredOnce, sendingOf } from './writing.ts'

/** A chain that does not say what is final takes back no more than two of its epochs. */
const BLOCKS_UNTIL_FINAL = 64

/** What is final is noted by the dozen: nothing depends on it. */
const BLOCKS_BETWEEN_NOTES = 16

/** A larger hole than this is another chain. */
const LARGEST_HOLE = 16

/** A plain transfer. */
const GAS_OF_NOTHING = 21_000n

/** How long one look waits for what it has just offered, while nobody asked for it. */
const PATIENCE_MS = 5_000

/** Looks at everything under way, lowest number first, and at what the chain has taken back. */
export async function resumeAll(desk: OutboxDesk): Promise<Resumed> {
  await opened(desk)
  await takeBack(desk)
  const failures: Resumed['failures'][number][] = []
  let done = 0
  for (const sending of (await opened(desk)).waiting) {
    const followed = await resumed(desk, sending)
    if (followed.now === 'mined') done += 1
    if (followed.now === 'ended') failures.push(failureOf(sending, followed.failure))
  }
  return { done, failures }
}

function failureOf({ intent, nonce }: Sending, failure: unknown): Resumed['failures'][number] {
  return { what: `${intent.act}, number ${nonce}`, why: causeOf(failure).reason }
}

/**
 * One transaction that somebody was interrupted with: mined, or its number used, or known to the node and waited for. One that no node
 * knows is offered again as it was signed, if it would still go through.
 */
export async function resumed(desk: OutboxDesk, sending: Sending): Promise<Followed> {
  const { chain, account, policy } = desk.parts
  const receipt = await receiptOfAny(chain, sending.attempts)
  if (receipt !== null) return concluded(desk, sending, receipt)
  const next = await minedCount(chain, account)
  if (next > sending.nonce) return takenByAnother(desk, sending)
  if (!(await isKnown(chain, sending))) {
    const refusal = next === sending.nonce ? await refusalNow(desk, sending) : null
    if (refusal !== null) return givenUp(desk, sending, refusal)
    if (!(await filled(desk, next, sending)))
      return givenUp(desk, sending, new Refusal('chainRefused', { reason: 'chainWentBack' }))
    // Where its number is taken, the next look finds by what.
    await offeredOnce(desk, sending)
  }
  return follow(desk, sending, Math.min(PATIENCE_MS, policy.patienceMs))
}

/** Whether the node has one of its attempts, waiting or mined. */
async function isKnown(chain: Chain, { attempts }: Sending): Promise<boolean> {
  const found = await Promise.all(attempts.map(({ hash }) => chain.request('eth_getTransactionByHash', [hash])))
  return found.some((transaction) => transaction !== null)
}

/** Why it would fail if it were mined now; null where it would not. */
async function refusalNow({ parts: { chain, account } }: OutboxDesk, { attempts }: Sending): Promise<Refusal | null> {
  try {
    await tried(chain, callIn(attempts[0].raw, account))
    return null
  } catch (failure) {
    if (failure instanceof Refusal) return failure
    throw failure
  }
}

/** It is not wanted any more: the next thing that is sent has its number. */
async function givenUp(desk: OutboxDesk, sending: Sending, failure: Refusal): Promise<Followed> {
  const state = sending.firstSentAt === null ? 'abandoned' : 'dropped'
  await ended(desk, sending, { state, cause: causeOf(failure) })
  return { now: 'ended', failure }
}

/** Uses up the numbers below that nothing is sent under, so that it can be mined; whether that could be done. */
async function filled(desk: OutboxDesk, next: number, { nonce }: Sending): Promise<boolean> {
  const { waiting } = await opened(desk)
  const taken = new Set(waiting.map((sending) => sending.nonce))
  const missing = Array.from({ length: nonce - next }, (_, offset) => next + offset).filter((one) => !taken.has(one))
  if (missing.length > LARGEST_HOLE) return false
  for (const number of missing) await follow(desk, await fill(desk, number), PATIENCE_MS)
  return true
}

async function fill(desk: OutboxDesk, nonce: number): Promise<Sending> {
  const { chain, account, policy } = desk.parts
  const [head, tip] = await Promise.all([readHead(chain), suggestedTip(chain)])
  const fees = feesWithin(head, tip, policy.feeCap)
  const intent = { act: 'fill', escrows: [], series: [], days: null } as const
  const sending = sendingOf(desk.parts, { to: account, data: '0x', intent }, { gas: GAS_OF_NOTHING, nonce, fees })
  const { waiting } = await opened(desk)
  await written(desk, { waiting: [sending, ...waiting] })
  await offeredOnce(desk, sending)
  return sending
}

/** What was mined in blocks that are no longer the chain's waits again; what the chain will not take back any more is final. */
async function takeBack(desk: OutboxDesk): Promise<void> {
  const { chain, account, store } = desk.parts
  const [newest] = await store.unsettled(account, 'newest')
  if (newest === undefined) return
  const [stands, final] = await Promise.all([standsIn(chain, newest), finalBlock(chain)])
  // Where the newest stands, so do those before it.
  if (!stands) {
    const all = await store.unsettled(account, 'all')
    for (const one of all.toReversed()) if (!(await standsIn(chain, one))) await waitAgain(desk, one)
  }
  if (final - desk.finalBlock < BLOCKS_BETWEEN_NOTES) return
  await store.finalise(account, final)
  desk.finalBlock = final
}

async function standsIn(chain: Chain, { mined }: Unsettled): Promise<boolean> {
  return (await readBlock(chain, mined.block))?.hash === mined.blockHash
}

async function waitAgain(desk: OutboxDesk, { id }: Unsettled): Promise<void> {
  const { chain, store } = desk.parts
  const kept = await store.kept(id)
  if (kept === null) return
  const receipt = await receiptOfAny(chain, kept.attempts)
  if (receipt !== null) {
    // Mined again, in another block.
    await concluded(desk, kept, receipt)
    return
  }
  const { waiting } = await opened(desk)
  const others = waiting.filter((one) => one.id !== id)
  const again: Sending = { ...kept, state: 'sent', mined: null, firstSentAt: kept.firstSentAt ?? kept.attempts[0].at }
  await written(desk, { waiting: [...others, again].sort((one, other) => one.nonce - other.nonce) })
  await store.drop(id)
}

async function finalBlock(chain: Chain): Promise<number> {
  try {
    const finalized = await readBlock(chain, 'finalized')
    if (finalized !== null) return finalized.number
  } catch (failure) {
    // A chain that does not know the word.
    if (!(failure instanceof PortFailure)) throw failure
  }
  return (await readHead(chain)).number - BLOCKS_UNTIL_FINAL
}
