import type { AccountDocument } from '../../../models/Account.ts'
import type { NegotiationDocument } from '../../../models/Negotiation.ts'
import type { RfqDocument } from '../../../models/Rfq.ts'
import type { Account } from '../../desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../../desk/ports/negotiation.ts'
import { restored, stored } from './stored.ts'
import type { Stored } from './stored.ts'

/** A record as it is written: its id is the key, its amounts are decimal text. */
type Keyed<R extends { readonly id: string }> = Omit<Stored<R>, 'id'> & { readonly _id: R['id'] }

function keyed<R extends { readonly id: string }>(record: R): Keyed<R> {
  const { id, ...rest } = stored(record) as Stored<R> & { id: string }
  return { _id: id, ...rest }
}

function unkeyed<R extends { readonly id: string }>({ _id, ...rest }: Keyed<R>): R {
  return restored<R>({ id: _id, ...rest } as unknown as Stored<R>)
}

export function accountDocumentOf(account: Account): AccountDocument {
  return keyed(account)
}

export function accountOf(document: AccountDocument): Account {
  // An account from before there were auditors is none.
  return { ...unkeyed<Account>(document as unknown as Keyed<Account>), isAuditor: document.isAuditor ?? false }
}

export function rfqDocumentOf(rfq: RfqRecord): RfqDocument {
  return keyed(rfq) as unknown as RfqDocument
}

export function rfqOf(document: RfqDocument): RfqRecord {
  return unkeyed<RfqRecord>(document as unknown as Keyed<RfqRecord>)
}

/** A negotiation as it is written, with the deadline of its last version beside it, for the index that finds it. */
export function negotiationDocumentOf(negotiation: NegotiationRecord): NegotiationDocument {
  const expiresAt = negotiation.versions.at(-1)?.expiresAt ?? 0
  return { ...keyed(negotiation), expiresAt } as unknown as NegotiationDocument
}

export function negotiationOf(document: NegotiationDocument): NegotiationRecord {
  const { expiresAt, ...rest } = document
  return unkeyed<NegotiationRecord>(rest as unknown as Keyed<NegotiationRecord>)
}
