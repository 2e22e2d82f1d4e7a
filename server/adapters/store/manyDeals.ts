import type { Model, mongo } from 'mongoose'
import type { DealDocument } from '../../../models/Deal.ts'
import type { DealStore, DealSummary, FactsAppended, NoticesTold } from '../../desk/ports.ts'
import { dealDocumentOf, dealOf } from './dealRecords.ts'
import { answered, isDuplicateKey } from './failures.ts'
import { stored } from './stored.ts'

/**
 * What the indexer does to many deals in one question. Past the schema, whose checks take as long as everything else together: only what
 * was read from the database, and facts that were decoded field by field, comes this way.
 */
export function manyDeals(
  deals: Model<DealDocument>,
): Pick<DealStore, 'readByEscrows' | 'insertMany' | 'replaceMany' | 'appendFacts' | 'noteNotices'> {
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
    noteNotices: (some) => noteNotices(native, some),
  }
}

function appendFacts(
  native: mongo.Collection<DealDocument>,
  some: readonly FactsAppended[],
): Promise<readonly FactsAppended[]> {
  return updateMany(native, some, ({ facts, chain }) => ({
    $push: { facts: { $each: facts.map(stored) } },
    $set: { chain: stored(chain) },
  }))
}

function noteNotices(
  native: mongo.Collection<DealDocument>,
  some: readonly NoticesTold[],
): Promise<readonly NoticesTold[]> {
  return updateMany(native, some, ({ notices }) => ({ $set: { notices: stored(notices) } }))
}

/** Changes each at the version it was read at. Returns none, or all: the answer does not say which were not there any more. */
async function updateMany<T extends { readonly deal: DealSummary }>(
  native: mongo.Collection<DealDocument>,
  some: readonly T[],
  change: (one: T) => { readonly $set: object; readonly $push?: object },
): Promise<readonly T[]> {
  if (some.length === 0) return []
  const writes = some.map((one) => {
    const { id, version } = one.deal
    const { $set, ...others } = change(one)
    const update = { ...others, $set: { ...$set, version: version + 1 } } as mongo.UpdateFilter<DealDocument>
    return { updateOne: { filter: { _id: id, version }, update } }
  })
  const { matchedCount } = await answered('change deals', () => native.bulkWrite(writes, { ordered: false }))
  return matchedCount === some.length ? [] : some
}

/** The collection itself, past what knows the schema. */
export function nativeOf(deals: Model<DealDocument>): mongo.Collection<DealDocument> {
  return deals.collection as unknown as mongo.Collection<DealDocument>
}
