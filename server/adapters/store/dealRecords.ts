import type { DealDocument } from '../../../models/Deal.ts'
import type { FixingDocument } from '../../../models/Fixing.ts'
import type { BalanceHeld, DealRecord, DealSummary, FixingFact, Provenance } from '../../desk/ports.ts'
import { restored, stored } from './stored.ts'
import type { Stored } from './stored.ts'

type StoredDeal = Omit<Stored<DealRecord>, 'id'> & { _id: DealRecord['id'] }
type StoredFixing = Stored<FixingFact> & { _id: string }

/** A deal as it is written: its digest is the key, its amounts are decimal text. */
export function dealDocumentOf(deal: DealRecord): DealDocument {
  const { id, ...rest } = stored(deal)
  const document: StoredDeal = { _id: id, ...rest }
  return document as unknown as DealDocument
}

/** The deal that was written. */
export function dealOf(document: DealDocument): DealRecord {
  const { _id, ...rest } = document as unknown as StoredDeal
  return restored<DealRecord>({ id: _id, ...rest })
}

/** The deal without its history, from what of it was read. */
export function summaryOf(document: DealDocument): DealSummary {
  const { _id, ...rest } = document as unknown as Omit<Stored<DealSummary>, 'id'> & { readonly _id: DealRecord['id'] }
  return restored<DealSummary>({ id: _id, ...rest })
}

/** What a deal holds, from what of it was read. */
export function balanceOf(document: DealDocument): BalanceHeld {
  const { terms, chain } = document as unknown as Stored<Pick<DealRecord, 'terms' | 'chain'>>
  const { balance } = restored<{ readonly balance: BalanceHeld['balance'] }>({
    balance: chain?.state.balance ?? { seller: '0', buyer: '0' },
  })
  return { token: terms.token, balance }
}

/** A fixing as it is written: one document for each series and day. */
export function fixingDocumentOf(fact: FixingFact): StoredFixing {
  return { _id: `${fact.series}:${fact.day.toString()}`, ...stored(fact) }
}

/** The fixing that was written. */
export function fixingOf(document: FixingDocument): FixingFact {
  const { _id, provenance, ...rest } = document as unknown as Omit<StoredFixing, 'provenance'> & Partial<StoredFixing>
  return { ...restored<Omit<FixingFact, 'provenance'>>(rest), provenance: provenance ?? UNCOUNTED }
}

/** Of a fixing that an earlier desk wrote down: attested, and nobody counted the signatures. */
const UNCOUNTED: Provenance = { source: 'attested', reports: 0 }
