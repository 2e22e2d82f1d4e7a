import type { Model, mongo } from 'mongoose'
import type { DealDocument } from '../../../models/Deal.ts'
import type { DealStore, FactsAppended } from '../../desk/ports.ts'
import { dealDocumentOf, dealOf } from './dealRecords.ts'
import { answered, isDuplicateKey } from './failures.ts'
import { stored } from './stored.ts'

/**
 * What the indexer does to many deals in one question. Past the schema, whose checks take as long as everything else together: only what
 * was read from the database, and facts that were decoded field by field, comes this way.
 */
export function manyDeals(
  deals: Model<DealDocument>,
): Pick<DealStore, 'readByEscrows' | 'insertMany' | 'replaceMany' | 'appendFacts'> {
  const native = nativeOf(deals)
  return {
    async readByEscrows(escrows) {
      const filter = { escrow: { $in: [...escrows] } }
      const documents = await answered('read deals', () => deals.find(filter).lean<DealDocument[]>().exec())
      return documents.map(dealOf)
    },

    async insertMany(some) {
      if (some.length === 0) return []
      try {
        await answered('insert deals', () => native.insertMany(some.map(dealDocumentOf), { ordered: false }))
        return []
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        return some
      }
    },

    async replaceMany(some) {
      if (some.length === 0) return []
      const writes = some.map((deal) => ({
        replaceOne: {
          filter: { _id: deal.id, version: deal.version },
          replacement: dealDocumentOf({ ...deal, version: deal.version + 1 }),
        },
      }))
      const { matchedCount } = await answered('replace deals', () => native.bulkWrite(writes, { ordered: false }))
      // The answer does not say which of them.
      return matchedCount === some.length ? [] : some
    },

    appendFacts: (some) => appendFacts(native, some),
  }
}

async function appendFacts(
  native: mongo.Collection<DealDocument>,
  some: readonly FactsAppended[],
): Promise<readonly FactsAppended[]> {
  if (some.length === 0) return []
  const writes = some.map(({ deal, facts, chain }) => ({
    updateOne: {
      filter: { _id: deal.id, version: deal.version },
      update: {
        $push: { facts: { $each: facts.map(stored) } },
        $set: { chain: stored(chain), version: deal.version + 1 },
      } as unknown as mongo.UpdateFilter<DealDocument>,
    },
  }))
  const { matchedCount } = await answered('add to deals', () => native.bulkWrite(writes, { ordered: false }))
  return matchedCount === some.length ? [] : some
}

/** The collection itself, past what knows the schema. */
export function nativeOf(deals: Model<DealDocument>): mongo.Collection<DealDocument> {
  return deals.collection as unknown as mongo.Collection<DealDocument>
}
