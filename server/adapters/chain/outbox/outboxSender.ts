import { SigningKey, computeAddress } from 'ethers'
import { PortFailure } from '../../../desk/ports.ts'
import type { SendingDesk } from '../../../desk/ports/sending.ts'
import type { Hex } from '../../../domain/terms/terms.ts'
import { addressOf } from '../decode.ts'
import type { Receipt } from '../receipts.ts'
import type { Instruction } from '../instruction.ts'
import type { Sender } from '../sender.ts'
import { opened } from './desk.ts'
import type { OutboxDesk, OutboxParts } from './desk.ts'
import { follow } from './following.ts'
import type { Followed } from './following.ts'
import { resumeAll, resumed } from './resuming.ts'
import { writeAndOffer } from './writing.ts'

/** As many ended transactions as are shown. */
const SHOWN = 12

/**
 * Sends from the desk's own account, which several servers may share: in turn, under the engine's lease, and written down first.
 *
 * One transaction is under way at a time. It is signed and kept before the node hears of it, so that whoever comes next, after whatever
 * interruption, looks at it first; a server whose lease another has taken cannot write, and so sends nothing it decided before.
 */
export function createOutboxSender(parts: Omit<OutboxParts, 'signer' | 'account'> & { readonly key: Hex }): {
  readonly sender: Sender
  readonly sending: SendingDesk
} {
  const { key, store, turn } = parts
  const signer = new SigningKey(key)
  const account = addressOf(computeAddress(signer))
  const desk: OutboxDesk = { parts: { ...parts, signer, account }, box: null, finalBlock: Number.NEGATIVE_INFINITY }
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = last.then(() => turn.wait(() => freshAfterFailure(desk, act)))
    // The next in the queue goes ahead either way; whoever asked for this one hears of its failure.
    last = mine.catch(() => undefined)
    return mine
  }

  return {
    sender: { address: account, send: (instruction) => inTurn(() => sendOne(desk, instruction)) },
    sending: {
      resume: () => inTurn(() => resumeAll(desk)),
      read: async () => {
        const [outbox, recent] = await Promise.all([store.read(account), store.recent(account, SHOWN)])
        // One that was kept a moment ago waits no more.
        const ids = new Set(recent.map(({ id }) => id))
        return { outbox: { ...outbox, waiting: outbox.waiting.filter(({ id }) => !ids.has(id)) }, recent }
      },
      forgetBefore: (worldTime) => store.forgetBefore(worldTime),
    },
  }
}

/** After a failure nobody knows what was written: the outbox is read again. */
async function freshAfterFailure<T>(desk: OutboxDesk, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    desk.box = null
    throw error
  }
}

async function sendOne(desk: OutboxDesk, instruction: Instruction): Promise<Receipt> {
  for (const sending of (await opened(desk)).waiting) {
    const { now } = await resumed(desk, sending)
    if (now === 'waiting') throw notMined(sending.nonce)
  }
  const sending = await writeAndOffer(desk, instruction)
  return receiptOf(sending.nonce, await follow(desk, sending, desk.parts.policy.patienceMs))
}

function receiptOf(nonce: number, followed: Followed): Receipt {
  if (followed.now === 'mined') return followed.receipt
  throw followed.now === 'ended' ? followed.failure : notMined(nonce)
}

function notMined(nonce: number): PortFailure {
  return new PortFailure('chain', `transaction ${nonce} of the desk's account was sent and is not mined yet`)
}
