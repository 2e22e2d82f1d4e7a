import type { Connection, Model } from 'mongoose'
import { mismatchModel } from '../../../models/Mismatch.ts'
import type { MismatchDocument } from '../../../models/Mismatch.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { Mismatch, MismatchStore } from '../../desk/ports/mismatches.ts'
import { answered, isDuplicateKey } from './failures.ts'

/** What reconciliation found to differ, one document for each deal or series. */
export function createMismatchStore(connection: Connection): MismatchStore {
  const mismatches = mismatchModel(connection)

  return {
    async read(subject) {
      const found = await answered('read a mismatch', () =>
        mismatches.findById(subject).lean<MismatchDocument>().exec(),
      )
      return found === null ? null : mismatchOf(found)
    },

    async differing() {
      const found = await answered('read the mismatches', () =>
        mismatches
          .find({ 'discrepancies.0.field': { $exists: true } })
          .sort({ _id: 1 })
          .lean<MismatchDocument[]>()
          .exec(),
      )
      return found.map(mismatchOf)
    },

    async recent(count) {
      const found = await answered('read the last mismatches', () =>
        mismatches.find().sort({ changedAt: -1 }).limit(count).lean<MismatchDocument[]>().exec(),
      )
      return found.map(mismatchOf)
    },

    write: (mismatch) => write(mismatches, mismatch),
  }
}

async function write(mismatches: Model<MismatchDocument>, mismatch: Mismatch): Promise<Mismatch> {
  const next = { ...mismatch, version: mismatch.version + 1 }
  const asRead = { _id: mismatch.subject, version: mismatch.version }
  // Version 0 has never been written: the upsert inserts it, and meets the key if somebody else was faster.
  const options = { upsert: mismatch.version === 0, runValidators: true }
  try {
    const { matchedCount, upsertedCount } = await answered('write a mismatch', () =>
      mismatches.replaceOne(asRead, documentOf(next), options).exec(),
    )
    if (matchedCount + upsertedCount === 0) throw new StaleWrite(`The mismatch of ${mismatch.subject}`)
    return next
  } catch (error) {
    if (isDuplicateKey(error)) throw new StaleWrite(`The mismatch of ${mismatch.subject}`)
    throw error
  }
}

function documentOf({ subject, ...rest }: Mismatch): MismatchDocument {
  return { _id: subject, ...rest, changedAt: rest.events.at(-1)?.at ?? null } as unknown as MismatchDocument
}

function mismatchOf({ _id, changedAt: _, ...rest }: MismatchDocument): Mismatch {
  return { subject: _id, ...rest } as unknown as Mismatch
}
