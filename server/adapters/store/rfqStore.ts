import type { Connection, QueryFilter } from 'mongoose'
import { rfqModel } from '../../../models/Rfq.ts'
import type { RfqDocument } from '../../../models/Rfq.ts'
import type { RfqRecord, RfqStore } from '../../desk/ports/negotiation.ts'
import { answered, replacedOne } from './failures.ts'
import { rfqDocumentOf, rfqOf } from './negotiationRecords.ts'

const SOONEST_FIRST = { expiresAt: 1, _id: 1 } as const
const NEWEST_FIRST = { createdAt: -1, _id: 1 } as const
const LAST_AWARDED_FIRST = { 'award.at': -1, _id: 1 } as const

/** Requests in the database: one document each, changed under optimistic concurrency by its own version number. */
export function createRfqStore(connection: Connection): RfqStore {
  const rfqs = rfqModel(connection)

  async function many(
    filter: QueryFilter<RfqDocument>,
    order: Readonly<Record<string, 1 | -1>> = SOONEST_FIRST,
    most = 0,
  ): Promise<readonly RfqRecord[]> {
    const documents = await answered('read requests', () =>
      rfqs.find(filter).sort(order).limit(most).lean<RfqDocument[]>().exec(),
    )
    return documents.map(rfqOf)
  }

  return {
    insert: async (rfq) => {
      await answered('insert a request', () => rfqs.create(rfqDocumentOf(rfq)))
      return rfq
    },
    replace: async (rfq) => {
      const next = { ...rfq, version: rfq.version + 1 }
      const read = { _id: rfq.id, version: rfq.version }
      await replacedOne(`request ${rfq.id}`, () =>
        rfqs.replaceOne(read, rfqDocumentOf(next), { runValidators: true }).exec(),
      )
      return next
    },
    read: async (id) => {
      const document = await answered('read a request', () => rfqs.findById(id).lean<RfqDocument>().exec())
      return document === null ? null : rfqOf(document)
    },
    readMany: (ids) => many({ _id: { $in: [...ids] } }),
    overdue: (asOf) => many({ state: 'open', expiresAt: { $lt: asOf } }),
    unfinished: () => many({ 'award.isFinished': false }),
    inState: (states) => many({ state: { $in: [...states] } }),
    concerning: (account) =>
      many({ $or: [{ requester: account }, { introducedBy: account }, { invited: account }] }, NEWEST_FIRST),
    lastAwarded: (count) => many({ state: 'awarded' }, LAST_AWARDED_FIRST, count),
  }
}
