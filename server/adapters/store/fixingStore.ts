import type { Connection } from 'mongoose'
import { fixingModel } from '../../../models/Fixing.ts'
import type { FixingDocument } from '../../../models/Fixing.ts'
import type { FixingStore } from '../../desk/ports.ts'
import { fixingDocumentOf, fixingOf } from './dealRecords.ts'
import { answered } from './failures.ts'

/** Final fixings as the chain told them, one document for each series and day. */
export function createFixingStore(connection: Connection): FixingStore {
  const fixings = fixingModel(connection)

  return {
    async replaceBetween(from, to, facts) {
      const documents = facts.map(fixingDocumentOf)
      const others = { block: { $gte: from, $lte: to }, _id: { $nin: documents.map(({ _id }) => _id) } }
      await answered('replace fixings', async () => {
        if (documents.length > 0) await fixings.bulkWrite(documents.map(upsertOf))
        await fixings.deleteMany(others).exec()
      })
    },

    async read(series, day) {
      const document = await answered('read a fixing', () =>
        fixings.findOne({ series, day }).lean<FixingDocument>().exec(),
      )
      return document === null ? null : fixingOf(document)
    },

    async last(series) {
      const document = await answered('read the last fixing', () =>
        fixings.findOne({ series }).sort({ day: -1 }).lean<FixingDocument>().exec(),
      )
      return document === null ? null : fixingOf(document)
    },

    async between(series, from, to) {
      const documents = await answered('read fixings', () =>
        fixings
          .find({ series, day: { $gte: from, $lte: to } })
          .sort({ day: 1 })
          .lean<FixingDocument[]>()
          .exec(),
      )
      return documents.map(fixingOf)
    },

    async dropAbove(block) {
      await answered('drop fixings', () => fixings.deleteMany({ block: { $gt: block } }).exec())
    },
  }
}

function upsertOf(replacement: ReturnType<typeof fixingDocumentOf>) {
  return { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
}
