import { trackRecord } from '../../domain/deal/trackRecord.ts'
import type { TrackRecord } from '../../domain/deal/trackRecord.ts'
import type { TimeZone } from '../../domain/units/zone.ts'
import type { Ports } from '../ports.ts'
import type { Account, AccountId, Role } from '../ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../ports/negotiation.ts'

/** Somebody, as far as the viewer may know. */
export interface PersonSeen {
  readonly role: Role
  /** Null while it is kept back. */
  readonly name: string | null
  /** Four characters that stand for the person on this request and on no other: "Miner 7F3A". */
  readonly code: string
  /** Where the person says it is; absent where it does not say, and while its name is kept back. */
  readonly timeZone?: TimeZone
  readonly record: TrackRecord
}

/** People by account, with what they have done here before. */
export type People = ReadonlyMap<AccountId, Account & { readonly record: TrackRecord }>

type PeoplePorts = Pick<Ports, 'accounts' | 'deals'>

/** The people of these accounts, and how their deals have ended. */
export async function readPeople(
  { accounts, deals }: PeoplePorts,
  ids: readonly (AccountId | null)[],
): Promise<People> {
  const wanted = [...new Set(ids)].filter((id) => id !== null)
  const found = await accounts.readMany(wanted)
  const ended = await deals.endedPartsOf(found.flatMap(({ addresses }) => addresses))
  return new Map(found.map((account) => [account.id, { ...account, record: trackRecord(ended, account.addresses) }]))
}

/** One of the people on a request, under its name, or under its code on this request while that is kept back. */
export function personSeen(
  { escrows }: Pick<Ports, 'escrows'>,
  people: People,
  id: AccountId,
  { rfqId, isHidden }: { readonly rfqId: string; readonly isHidden: boolean },
): PersonSeen {
  const person = people.get(id)
  if (person === undefined) throw new Error(`account ${id} is gone`)
  const { role, name, record, timeZone } = person
  // Of an account that nobody can guess, so that the code cannot be traced back.
  const code = escrows.documentHashOf(`${id} on ${rfqId}`).slice(2, 6).toUpperCase()
  const where = isHidden || timeZone === undefined ? {} : { timeZone }
  return { role, name: isHidden ? null : name, code, record, ...where }
}

/** Whether the requester's name is kept back from `viewer`: until it has agreed with that very person. */
export function isRequesterHidden(rfq: RfqRecord, viewer: AccountId | null, own: NegotiationRecord | null): boolean {
  if (!rfq.isPseudonymous || own?.state === 'agreed') return false
  return viewer === null || (viewer !== rfq.requester && viewer !== rfq.introducedBy)
}

/** Whether the quoter's name is kept back from `viewer`: between two whom a broker brings together unnamed, until they agree. */
export function isQuoterHidden(rfq: RfqRecord, viewer: AccountId, negotiation: NegotiationRecord): boolean {
  if (!rfq.isPseudonymous || rfq.introducedBy === null || negotiation.state === 'agreed') return false
  return viewer === rfq.requester
}
