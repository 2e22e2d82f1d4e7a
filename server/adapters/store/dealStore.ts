import type { Connection, Model, QueryFilter } from 'mongoose'
import { dealModel } from '../../../models/Deal.ts'
import type { DealDocument } from '../../../models/Deal.ts'
import type { DealRecord, DealStore } from '../../desk/ports.ts'
import type { DeskState } from '../../domain/deal/lifecycle.ts'
import { LIVE_PHASES } from '../../domain/deal/phase.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { endedParts } from '../../domain/deal/trackRecord.ts'
import type { EndedPart } from '../../domain/deal/trackRecord.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import { dealSummaries } from './dealSummaries.ts'
import { dealDocumentOf, dealOf } from './dealRecords.ts'
import { answered, isDuplicateKey, replacedOne } from './failures.ts'
import { manyDeals } from './manyDeals.ts'

/** Deals in the database: one document each, changed under optimistic concurrency by its own version number. */
export function createDealStore(connection: Connection): DealStore {
  const deals = dealModel(connection)

  async function one(filter: QueryFilter<DealDocument>): Promise<DealRecord | null> {
    const document = await answered('read a deal', () => deals.findOne(filter).lean<DealDocument>().exec())
    return document === null ? null : dealOf(document)
  }

  /** No more than `most` of them; 0: all. */
  async function all(filter: QueryFilter<DealDocument>, most = 0): Promise<readonly DealRecord[]> {
    const documents = await answered('read deals', () =>
      deals.find(filter).sort({ _id: 1 }).limit(most).lean<DealDocument[]>().exec(),
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
    ...manyDeals(deals),
    ...dealSummaries(deals),
    inState: (states) => all({ state: { $in: [...states] } }),
    live: () => all({ 'chain.state.phase': { $in: [...LIVE_PHASES] } }),
    defaulted: () => all({ 'chain.state.phase': 'defaulted' }),
    ofParties: (accounts) => (accounts.length === 0 ? Promise.resolve([]) : all(partiesAmong(accounts))),
    waiting: (accounts) => (accounts.length === 0 ? Promise.resolve([]) : all(waitingOf(accounts))),
    endedPartsOf: (accounts) => endedPartsOf(deals, accounts),
    lastClosedOut: () => lastClosedOut(deals),
    noticedSince: (since) => all({ 'notices.at': { $gte: since } }),
    withFactsAbove: (block, most) => all({ 'facts.point.block': { $gt: block } }, most),
    adrift: () => all({ state: 'open', 'chain.state.phase': null }),
  }
}

function partiesAmong(accounts: readonly Address[]) {
  const parties = { $in: [...accounts] }
  return {
    $or: [
      { 'terms.seller': parties },
      { 'terms.buyer': parties },
      // Who has taken a side over, and whether it still owns it or not.
      { 'facts.event.taker': parties },
    ],
  }
}

const NOT_OPENED: readonly DeskState[] = ['agreed', 'signedByOne', 'signedByBoth', 'opening']

/** See `DealStore.waiting`. */
function waitingOf(accounts: readonly Address[]): QueryFilter<DealDocument> {
  const parties = { $in: [...accounts] }
  const hasMoney = { $ne: '0' }
  const isOffered = { $ne: null }
  return {
    $and: [
      partiesAmong(accounts),
      {
        $or: [
          { state: { $in: [...NOT_OPENED] } },
          { 'chain.state.phase': 'called' },
          { 'chain.state.phase': 'open', notices: { $elemMatch: { until: null } } },
          { 'chain.state.phase': 'open', 'chain.state.proposal.seller': isOffered },
          { 'chain.state.phase': 'open', 'chain.state.proposal.buyer': isOffered },
          {
            'chain.state.phase': 'closed',
            'chain.state.owner.seller': parties,
            'chain.state.balance.seller': hasMoney,
          },
          { 'chain.state.phase': 'closed', 'chain.state.owner.buyer': parties, 'chain.state.balance.buyer': hasMoney },
          { 'chain.state.claims.holder': parties },
        ],
      },
    ],
  }
}

async function replaced(deals: Model<DealDocument>, deal: DealRecord): Promise<DealRecord> {
  const next = { ...deal, version: deal.version + 1 }
  const read = { _id: deal.id, version: deal.version }
  await replacedOne(`deal ${deal.id}`, () =>
    deals.replaceOne(read, dealDocumentOf(next), { runValidators: true }).exec(),
  )
  return next
}

async function lastClosedOut(deals: Model<DealDocument>): Promise<DealRecord | null> {
  const newest = await answered('read the last default', () =>
    deals.findOne({ 'chain.state.cause': 'closedOut' }).sort({ 'chain.last.block': -1 }).lean<DealDocument>().exec(),
  )
  return newest === null ? null : dealOf(newest)
}

/** Only what a record of its people is made of: a deal's history may be long. */
const ENDINGS = {
  'chain.state.phase': 1,
  'chain.state.owner': 1,
  'facts.event.name': 1,
  'facts.event.previous': 1,
  'facts.event.defaulter': 1,
} as const

interface Endings {
  readonly chain: { readonly state: Pick<EscrowState, 'phase' | 'owner'> }
  readonly facts: readonly {
    readonly event: { readonly name: string; readonly previous?: Address; readonly defaulter?: Side }
  }[]
}

async function endedPartsOf(deals: Model<DealDocument>, accounts: readonly Address[]): Promise<readonly EndedPart[]> {
  if (accounts.length === 0) return []
  const hasEndedParts = { $or: [{ 'chain.state.phase': 'closed' }, { 'facts.event.name': 'takenOver' }] }
  const filter = { $and: [partiesAmong(accounts), hasEndedParts] }
  const found = await answered('read ended deals', () => deals.find(filter, ENDINGS).lean<Endings[]>().exec())
  return found.flatMap(({ chain, facts }) => {
    const events = facts.map(({ event }) => event)
    return endedParts({
      isClosed: chain.state.phase === 'closed',
      owner: chain.state.owner,
      takenFrom: events.flatMap(({ previous }) => (previous === undefined ? [] : [previous])),
      defaulter: events.find(({ name }) => name === 'closedOut')?.defaulter ?? null,
    })
  })
}
