import type { OutboxDocument } from '../../../models/Outbox.ts'
import type { SendingDocument } from '../../../models/Sending.ts'
import type { Attempt, MinedIn, Outbox, Sending } from '../../desk/ports/sending.ts'
import type { Hex } from '../../domain/terms/terms.ts'

/** The shape that waits and the shape that is kept differ in where the name is. */
type Written = Omit<SendingDocument, '_id'>

/** A sending as it is kept: the hash of its first attempt is the key, its amounts are decimal text. */
export function sendingDocumentOf({ id, ...sending }: Sending): SendingDocument {
  return { _id: id, ...writtenOf(sending) } as unknown as SendingDocument
}

/** The sending that was kept. */
export function sendingOf({ _id, ...document }: SendingDocument): Sending {
  return { id: _id as Hex, ...readOf(document) }
}

/** An outbox as it is written. */
export function outboxDocumentOf({ account, token, version, waiting, short }: Outbox): OutboxDocument {
  return {
    _id: account,
    token,
    version,
    waiting: waiting.map(({ id, ...sending }) => ({ id, ...writtenOf(sending) })),
    short: short && { balance: short.balance.toString(), need: short.need.toString(), at: short.at },
  } as unknown as OutboxDocument
}

/** The outbox that was written. */
export function outboxOf({ _id, token, version, waiting, short }: OutboxDocument): Outbox {
  return {
    account: _id as Outbox['account'],
    token,
    version,
    waiting: waiting.map(({ id, ...sending }) => ({ id: id as Hex, ...readOf(sending as unknown as Written) })),
    short: short ? { balance: BigInt(short.balance), need: BigInt(short.need), at: short.at } : null,
  }
}

/** Where it was mined, as it was written. */
export function minedOf(written: SendingDocument['mined']): MinedIn | null {
  if (!written) return null
  const { transaction, block, blockHash, gasUsed } = written
  return { transaction: transaction as Hex, block, blockHash: blockHash as Hex, gasUsed: BigInt(gasUsed) }
}

function writtenOf({ attempts, mined, ...same }: Omit<Sending, 'id'>): object {
  return {
    ...same,
    attempts: attempts.map(({ fees, ...attempt }) => ({
      ...attempt,
      most: fees.most.toString(),
      tip: fees.tip.toString(),
    })),
    mined: mined && { ...mined, gasUsed: mined.gasUsed.toString() },
  }
}

function readOf(document: Written): Omit<Sending, 'id'> {
  const attempts = document.attempts.map((written) => {
    const { hash, raw, most, tip, at } = written
    return { hash, raw, fees: { most: BigInt(most), tip: BigInt(tip) }, at } as Attempt
  })
  return {
    ...(document as unknown as Omit<Sending, 'id'>),
    attempts: attempts as [Attempt, ...Attempt[]],
    mined: minedOf(document.mined),
  }
}
