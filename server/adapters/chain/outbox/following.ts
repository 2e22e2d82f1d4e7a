import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../../../desk/ports.ts'
import type { Attempt, Sending } from '../../../desk/ports/sending.ts'
import { firstFees, replacementFees } from '../../../domain/sending/fees.ts'
import { readHead } from '../calls.ts'
import type { Chain } from '../provider.ts'
import { readReceipt } from '../receipts.ts'
import type { Receipt } from '../receipts.ts'
import { baseFeeOf, callIn, minedCount, offered, offering, signed, suggestedTip, whyItFailed } from '../transactions.ts'
import { actingNow, causeOf, changed, ended } from './desk.ts'
import type { OutboxDesk } from './desk.ts'
import { isRefusedByNode, noteSent } from './writing.ts'

/** How long to wait between looks: a development chain mines within a millisecond or two, elsewhere a block takes seconds. */
const PAUSES_MS = [1, 2, 4, 8, 16, 32, 64, 128]
const LONGEST_PAUSE_MS = 250

/** What became of it; `ended`: it has lost its number, or the chain refused it, and `failure` says which. */
export type Followed =
  | { readonly now: 'mined'; readonly receipt: Receipt }
  | { readonly now: 'ended'; readonly failure: unknown }
  | { readonly now: 'waiting' }

/**
 * Waits until one of its attempts is mined, at most so many milliseconds, offering more for it whenever it has waited too long.
 *
 * Throws LeaseLost as soon as another server may act: it will find this one in the outbox.
 */
export async function follow(desk: OutboxDesk, sending: Sending, milliseconds: number): Promise<Followed> {
  let [current, waited] = [sending, 0]
  for (let look = 0; ; look++) {
    const receipt = await receiptOfAny(desk.parts.chain, current.attempts)
    if (receipt !== null) return concluded(desk, current, receipt)
    actingNow(desk.parts)
    if (waited > milliseconds) return { now: 'waiting' }
    if (look === PAUSES_MS.length) current = await noteSent(desk, current)
    if (isDueAgain(desk, current)) {
      const again = await offerMore(desk, current)
      if (again === null) return takenByAnother(desk, current)
      current = again
    }
    const milli = PAUSES_MS[look] ?? LONGEST_PAUSE_MS
    await pause(milli)
    waited += milli
  }
}

/** The receipt of whichever attempt was mined; null while none is. */
export async function receiptOfAny(chain: Chain, attempts: readonly Attempt[]): Promise<Receipt | null> {
  const receipts = await Promise.all(attempts.map(({ hash }) => readReceipt(chain, hash)))
  return receipts.find((receipt) => receipt !== null) ?? null
}

/** Keeps what was mined, and says why it failed if it did. */
export async function concluded(desk: OutboxDesk, sending: Sending, receipt: Receipt): Promise<Followed> {
  const { chain, account } = desk.parts
  const { transaction, block, blockHash, gasUsed } = receipt
  const mined = { transaction, block, blockHash, gasUsed }
  if (receipt.succeeded) {
    await ended(desk, sending, { state: 'mined', mined })
    return { now: 'mined', receipt }
  }
  const failure = await whyItFailed(chain, callIn(sending.attempts[0].raw, account), receipt)
  if (failure instanceof PortFailure) throw failure
  await ended(desk, sending, { state: 'reverted', mined, cause: causeOf(failure) })
  return { now: 'ended', failure }
}

/** Its number was used, and not by one of its own. */
export async function takenByAnother(desk: OutboxDesk, sending: Sending): Promise<Followed> {
  // Mined between the two looks.
  const receipt = await receiptOfAny(desk.parts.chain, sending.attempts)
  if (receipt !== null) return concluded(desk, sending, receipt)
  await ended(desk, sending, { state: 'replaced', cause: { reason: 'numberTaken', facts: {} } })
  return { now: 'ended', failure: new PortFailure('chain', `the number ${sending.nonce} was used by somebody else`) }
}

/** Whether it has waited long enough to be offered more for. */
function isDueAgain({ parts: { clock, policy } }: OutboxDesk, { attempts, lastSentAt }: Sending): boolean {
  const last = Math.max(lastSentAt ?? 0, attempts.at(-1)?.at ?? 0)
  return clock.worldNow() - last >= policy.againAfterMs
}

/**
 * Signs the same under the same number with higher fees, writes it down, and offers it. At the cap it is offered once more as it is, in
 * case the node has dropped it. Null where its number is used.
 */
async function offerMore(desk: OutboxDesk, sending: Sending): Promise<Sending | null> {
  const { chain, account, signer, clock } = desk.parts
  if ((await minedCount(chain, account)) > sending.nonce) return null
  const last = sending.attempts.at(-1) ?? sending.attempts[0]
  const fees = await feesInstead(desk, last)
  let attempt = last
  if (fees !== null) {
    const { hash, raw } = signed(signer, offering(last.raw, fees))
    attempt = { hash, raw, fees, at: clock.worldNow() }
    await changed(desk, { ...sending, attempts: [...sending.attempts, attempt] })
  }
  const now = attempt === last ? sending : { ...sending, attempts: [...sending.attempts, attempt] as const }
  await offered(chain, attempt).catch((failure: unknown) => {
    // What was offered before stands; the next look tells what came of it.
    if (!isRefusedByNode(failure)) throw failure
  })
  return noteSent(desk, now)
}

async function feesInstead({ parts: { chain, policy } }: OutboxDesk, { fees }: Attempt) {
  const [head, tip] = await Promise.all([readHead(chain), suggestedTip(chain)])
  const today = firstFees(baseFeeOf(head), tip, policy.feeCap)
  return today && replacementFees(fees, today, policy.feeCap)
}
