import type { Connection, Model, QueryFilter } from 'mongoose'
import { dealModel } from '../../../models/Deal.ts'
import type { DealDocument } from '../../../models/Deal.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { DealRecord, DealStore } from '../../desk/ports.ts'
import { dealDocumentOf, dealOf } from './dealRecords.ts'
import { answered, isDuplicateKey } from './failures.ts'

/** Deals in the database: one document each, changed under optimistic concurrency by its own version number. */
export function createDealStore(connection: Connection): DealStore {
  const deals = dealModel(connection)

  async function one(filter: QueryFilter<DealDocument>): Promise<DealRecord | null> {
    const document = await answered('read a deal', () => deals.findOne(filter).lean<DealDocument>().exec())
    return document === null ? null : dealOf(document)
  }

  async function all(filter: QueryFilter<DealDocument>): Promise<readonly DealRecord[]> {
    const documents = await answered('read deals', () =>
      deals.find(filter).sort({ _id: 1 }).lean<DealDocument[]>().exec(),
    )
    return documents.map(dealOf)
  }

  async function insert(deal: DealRecord): Promise<DealRecord> {
    try {
      await answered('insert a deal', () => deals.create(dealDocumentOf(deal)))
      return deal
    } catch (error) {
      const there = isDuplicateKey(error) ? await one({ _id: deal.id }) : null
      if (there === null) throw error
      return there
    }
  }

  return {
    insert,
    replace: (deal) => replaced(deals, deal),
    read: (id) => one({ _id: id }),
    readByEscrow: (escrow) => one({ escrow }),
    inState: (states) => all({ state: { $in: [...states] } }),
    live: () => all({ 'chain.state.phase': { $in: ['open', 'called'] } }),
    withFactsAbove: (block) => all({ 'facts.point.block': { $gt: block } }),
    adrift: () => all({ state: 'open', 'chain.state.phase': null }),
  }
}

async function replaced(deals: Model<DealDocument>, deal: DealRecord): Promise<DealRecord> {
  const next = { ...deal, version: deal.version + 1 }
  const { matchedCount } = await answered('replace a deal', () =>
    deals.replaceOne({ _id: deal.id, version: deal.version }, dealDocumentOf(next), { runValidators: true }).exec(),
  )
  if (matchedCount === 0) throw new StaleWrite(`Deal ${deal.id}`)
  return next
}
