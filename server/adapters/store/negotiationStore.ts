import type { Connection, Model, QueryFilter } from 'mongoose'
import { negotiationModel } from '../../../models/Negotiation.ts'
import type { NegotiationDocument } from '../../../models/Negotiation.ts'
import type { AccountId } from '../../desk/ports/accounts.ts'
import type { NegotiationRecord, NegotiationStore } from '../../desk/ports/negotiation.ts'
import type { NegotiationState } from '../../domain/deal/lifecycle.ts'
import { answered, replacedOne, takenField } from './failures.ts'
import { negotiationDocumentOf, negotiationOf } from './negotiationRecords.ts'

const IN_ORDER = { _id: 1 } as const
const NEWEST_FIRST = { 'versions.0.at': -1, _id: 1 } as const

/** Negotiations in the database: one document each, changed under optimistic concurrency by its own version number. */
export function createNegotiationStore(connection: Connection): NegotiationStore {
  const negotiations = negotiationModel(connection)

  async function one(filter: QueryFilter<NegotiationDocument>): Promise<NegotiationRecord | null> {
    const document = await answered('read a negotiation', () =>
      negotiations.findOne(filter).lean<NegotiationDocument>().exec(),
    )
    return document === null ? null : negotiationOf(document)
  }

  async function many(
    filter: QueryFilter<NegotiationDocument>,
    order: Readonly<Record<string, 1 | -1>> = IN_ORDER,
  ): Promise<readonly NegotiationRecord[]> {
    const documents = await answered('read negotiations', () =>
      negotiations.find(filter).sort(order).lean<NegotiationDocument[]>().exec(),
    )
    return documents.map(negotiationOf)
  }

  return {
    insert: async (negotiation) => {
      const { rfqId, quoter } = negotiation
      if (await inserted(negotiations, negotiation)) return negotiation
      return (await one({ rfqId, quoter })) ?? negotiation
    },
    replace: (negotiation) => replaced(negotiations, negotiation),
    read: (id) => one({ _id: id }),
    readMany: (ids) => many({ _id: { $in: [...ids] } }),
    readByDeal: (dealId) => one({ dealId }),
    readByQuoter: (rfqId, quoter) => one({ rfqId, quoter }),
    ofRfqs: (rfqIds) => many({ rfqId: { $in: [...rfqIds] } }),
    overdue: (asOf) => many({ state: { $in: ['introduced', 'offered'] }, expiresAt: { $lt: asOf } }),
    inState: (states) => many({ state: { $in: [...states] } }),
    changedSince: (since) => many({ 'events.at': { $gte: since } }),
    withoutDeal: () => many({ dealId: null, state: 'agreed' }),
    concerning: (account) => many(peopleIn(account), NEWEST_FIRST),
    running: (account) => many({ ...peopleIn(account), dealId: null, state: { $in: [...RUNNING] } }, NEWEST_FIRST),
  }
}

const RUNNING: readonly NegotiationState[] = ['introduced', 'offered', 'agreed']

function peopleIn(account: AccountId): QueryFilter<NegotiationDocument> {
  return { $or: [{ requester: account }, { quoter: account }, { introducedBy: account }] }
}

/** Whether it was inserted: not if the quoter has a negotiation of this request already. */
async function inserted(negotiations: Model<NegotiationDocument>, negotiation: NegotiationRecord): Promise<boolean> {
  try {
    await answered('insert a negotiation', () => negotiations.create(negotiationDocumentOf(negotiation)))
    return true
  } catch (error) {
    if (takenField(error) !== 'rfqId') throw error
    return false
  }
}

async function replaced(
  negotiations: Model<NegotiationDocument>,
  negotiation: NegotiationRecord,
): Promise<NegotiationRecord> {
  const next = { ...negotiation, version: negotiation.version + 1 }
  const read = { _id: negotiation.id, version: negotiation.version }
  await replacedOne(`negotiation ${negotiation.id}`, () =>
    negotiations.replaceOne(read, negotiationDocumentOf(next), { runValidators: true }).exec(),
  )
  return next
}
