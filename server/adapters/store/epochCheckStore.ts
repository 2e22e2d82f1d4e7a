import type { Connection, Model } from 'mongoose'
import { epochCheckModel } from '../../../models/EpochCheck.ts'
import type { EpochCheckDocument } from '../../../models/EpochCheck.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { EpochCheck, EpochCheckStore } from '../../desk/ports/proofs.ts'
import { answered, isDuplicateKey } from './failures.ts'
import { restored, stored } from './stored.ts'
import type { Stored } from './stored.ts'

type StoredCheck = Omit<Stored<EpochCheck>, 'number'> & { _id: number }

/** The epochs whose fixings were held against their proof, one document each. */
export function createEpochCheckStore(connection: Connection): EpochCheckStore {
  const checks = epochCheckModel(connection)

  return {
    async all() {
      const found = await answered('read the epochs checked', () =>
        checks.find().sort({ _id: 1 }).lean<EpochCheckDocument[]>().exec(),
      )
      return found.map(checkOf)
    },

    async read(number) {
      const found = await answered('read an epoch checked', () =>
        checks.findById(number).lean<EpochCheckDocument>().exec(),
      )
      return found === null ? null : checkOf(found)
    },

    write: (check) => write(checks, check),

    async reopenAbove(block) {
      await answered('reopen epochs checked', async () => {
        for (const { _id, from } of await checks
          .find({ readTo: { $gt: block } }, { from: 1 })
          .lean()
          .exec()) {
          await checks.updateOne({ _id }, { $set: { to: null, through: from - 1 }, $inc: { version: 1 } }).exec()
        }
      })
    },
  }
}

async function write(checks: Model<EpochCheckDocument>, check: EpochCheck): Promise<EpochCheck> {
  const next = { ...check, version: check.version + 1 }
  const asRead = { _id: check.number, version: check.version }
  // A check of version 0 has never been written: the upsert inserts it, and meets the key if somebody else was faster.
  const options = { upsert: check.version === 0, runValidators: true }
  try {
    const { matchedCount, upsertedCount } = await answered('write an epoch checked', () =>
      checks.replaceOne(asRead, documentOf(next), options).exec(),
    )
    if (matchedCount + upsertedCount === 0) throw new StaleWrite(`The check of epoch ${check.number}`)
    return next
  } catch (error) {
    if (isDuplicateKey(error)) throw new StaleWrite(`The check of epoch ${check.number}`)
    throw error
  }
}

function documentOf(check: EpochCheck): EpochCheckDocument {
  const { number, ...rest } = stored(check)
  return { _id: number, ...rest } as unknown as EpochCheckDocument
}

function checkOf(document: EpochCheckDocument): EpochCheck {
  const { _id, ...rest } = document as unknown as StoredCheck
  return restored<EpochCheck>({ number: _id, ...rest })
}
