import type { Connection, Model } from 'mongoose'
import { outboxModel } from '../../../models/Outbox.ts'
import type { OutboxDocument } from '../../../models/Outbox.ts'
import { sendingModel } from '../../../models/Sending.ts'
import type { SendingDocument } from '../../../models/Sending.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { Outbox, OutboxStore, Sending } from '../../desk/ports/sending.ts'
import { SENDING_ENDED } from '../../domain/sending/words.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { answered, isDuplicateKey } from './failures.ts'
import { minedOf, outboxDocumentOf, outboxOf, sendingDocumentOf, sendingOf } from './sendingRecords.ts'

/** What was mined, whether or not the chain may take it back. */
const MINED = ['mined', 'final']

/** What the desk's account has under way: one document for each account, and one for each transaction that waits no more. */
export function createOutboxStore(connection: Connection): OutboxStore {
  const outboxes = outboxModel(connection)
  const sendings = sendingModel(connection)
  return { ...underWay(outboxes), ...kept(sendings), ...changes(sendings), ...looks(sendings) }
}

function underWay(outboxes: Model<OutboxDocument>): Pick<OutboxStore, 'read' | 'write'> {
  return {
    async read(account) {
      const document = await answered('read the outbox', () => outboxes.findById(account).lean<OutboxDocument>().exec())
      return document === null ? emptyOutbox(account) : outboxOf(document)
    },

    async write(outbox) {
      const next = { ...outbox, version: outbox.version + 1 }
      const { account, version, token } = outbox
      try {
        // One of version 0 has never been written: the upsert inserts it, and meets the key if somebody else was faster.
        const { matchedCount, upsertedCount } = await answered('write the outbox', () =>
          outboxes
            .replaceOne({ _id: account, version, token: { $lte: token } }, outboxDocumentOf(next), {
              upsert: version === 0,
              // Nothing waits: there is nothing to check, and this is written after every transaction.
              runValidators: next.waiting.length > 0,
            })
            .exec(),
        )
        if (matchedCount + upsertedCount === 0) throw new StaleWrite('The outbox')
        return next
      } catch (error) {
        if (isDuplicateKey(error)) throw new StaleWrite('The outbox')
        throw error
      }
    },
  }
}

function emptyOutbox(account: Address): Outbox {
  return { account, token: 0, version: 0, waiting: [], short: null }
}

function kept(sendings: Model<SendingDocument>): Pick<OutboxStore, 'keep' | 'kept' | 'drop'> {
  return {
    async keep(sending) {
      const document = sendingDocumentOf(sending)
      try {
        // A newer token does not match, so the upsert meets the key.
        await answered('keep a sending', () =>
          sendings
            // It was checked when it was written to the outbox.
            .replaceOne({ _id: sending.id, token: { $lte: sending.token } }, document, { upsert: true })
            .exec(),
        )
      } catch (error) {
        if (isDuplicateKey(error)) throw new StaleWrite('The sending')
        throw error
      }
    },

    async kept(id) {
      const document = await answered('read a sending', () => sendings.findById(id).lean<SendingDocument>().exec())
      return document === null ? null : sendingOf(document)
    },

    async drop(id) {
      await answered('drop a sending', () => sendings.deleteOne({ _id: id }).exec())
    },
  }
}

function changes(sendings: Model<SendingDocument>): Pick<OutboxStore, 'finalise' | 'noteSkipped' | 'forgetBefore'> {
  return {
    async finalise(account, block) {
      const mined = { account, state: 'mined', 'mined.block': { $lte: block } }
      const { modifiedCount } = await answered('finalise sendings', () =>
        sendings.updateMany(mined, { $set: { state: 'final' } }).exec(),
      )
      return modifiedCount
    },

    async noteSkipped(account, transaction, escrows) {
      await answered('note what was skipped', () =>
        sendings
          .updateOne(
            { account, state: { $in: MINED }, 'mined.transaction': transaction },
            { $set: { skipped: [...escrows] } },
          )
          .exec(),
      )
    },

    async forgetBefore(worldTime) {
      await answered('forget sendings', () =>
        sendings.deleteMany({ state: { $in: SENDING_ENDED }, 'attempts.0.at': { $lt: worldTime } }).exec(),
      )
    },
  }
}

function looks(sendings: Model<SendingDocument>): Pick<OutboxStore, 'unsettled' | 'recent' | 'batches'> {
  return {
    async unsettled(account, which) {
      const documents = await answered('read what is not final', () =>
        sendings
          .find({ account, state: 'mined' }, { nonce: 1, mined: 1 })
          .sort({ nonce: -1 })
          .limit(which === 'newest' ? 1 : 0)
          .lean<Pick<SendingDocument, '_id' | 'nonce' | 'mined'>[]>()
          .exec(),
      )
      return documents.flatMap(({ _id, nonce, mined }) => {
        const where = minedOf(mined)
        return where === null ? [] : [{ id: _id as Address, nonce, mined: where }]
      })
    },

    recent: (account, count) => lastOf(sendings, { account }, count),

    async batches(account, act, count) {
      const batches = await lastOf(sendings, { account, 'intent.act': act, state: { $in: MINED } }, count)
      return batches.flatMap(({ intent, skipped, mined }) => (mined === null ? [] : [{ intent, skipped, mined }]))
    },
  }
}

/** The last that are like `wanted`, newest first, without their bytes. */
async function lastOf(sendings: Model<SendingDocument>, wanted: object, count: number): Promise<readonly Sending[]> {
  const documents = await answered('read the last sendings', () =>
    sendings
      .find(wanted, { 'attempts.raw': 0 })
      .sort({ 'attempts.0.at': -1, nonce: -1 })
      .limit(count)
      .lean<SendingDocument[]>()
      .exec(),
  )
  return documents.map(sendingOf)
}
