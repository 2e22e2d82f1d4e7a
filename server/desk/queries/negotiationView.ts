import { otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import { ENDINGS } from '../ports/negotiation.ts'
import type { Ending, NegotiationRecord, Offerer, RfqRecord } from '../ports/negotiation.ts'
import { canAccept, canCounter, canDecline, canTakeOver, canWithdraw, isOnTable, roleOf } from '../standing.ts'
import type { Standing } from '../standing.ts'
import { isQuoterHidden, isRequesterHidden, personSeen } from './peopleSeen.ts'
import type { People, PersonSeen } from './peopleSeen.ts'

/** A party of a negotiation. */
export type Party = Exclude<Offerer, 'broker'>

/** One negotiation, as one of its people may see it. */
export interface NegotiationView {
  /** Without the wallets of somebody whose name is kept back. */
  readonly negotiation: NegotiationRecord
  readonly rfq: RfqRecord
  readonly viewer: {
    readonly role: Offerer
    /** Null: a broker has none. */
    readonly side: Side | null
  }
  readonly people: {
    readonly requester: PersonSeen
    readonly quoter: PersonSeen
    readonly broker: PersonSeen | null
  }
  /** Whether what is on the table still is. */
  readonly isOnTable: boolean
  /** What the viewer may do now. */
  readonly canTakeOver: boolean
  readonly canCounter: boolean
  readonly canAccept: boolean
  readonly canDecline: boolean
  readonly canWithdraw: boolean
  /** Why it ended without an answer, null if it did not. */
  readonly ending: Ending | null
  /** Agreed, and not a deal yet: the parties whose wallet is waited for. */
  readonly awaitsWalletOf: readonly Party[]
  readonly asOf: Instant
}

/** Everything that a view is made from. */
export interface Seen extends Standing {
  readonly viewer: AccountId
  readonly people: People
}

/** The negotiation as `viewer`, one of its people, may see it. */
export function negotiationView(ports: Pick<Ports, 'escrows'>, seen: Seen): NegotiationView {
  const { negotiation, rfq, asOf, viewer } = seen
  const role = roleOf(negotiation, viewer)
  if (role === null) throw new Error(`negotiation ${negotiation.id} is none of ${viewer}`)
  return {
    negotiation: withoutHidden(seen),
    rfq: rfqAsSeen(rfq, viewer),
    viewer: { role, side: sideIn(negotiation, role) },
    people: peopleIn(ports, seen),
    isOnTable: isOnTable(seen),
    canTakeOver: canTakeOver(seen, role),
    canCounter: canCounter(seen, role),
    canAccept: canAccept(seen, role),
    canDecline: canDecline(seen, role),
    canWithdraw: canWithdraw(seen, role),
    ending: endingOf(negotiation),
    awaitsWalletOf: walletsAwaited(negotiation),
    asOf,
  }
}

/** The request as `viewer` may see it: only its author and its broker see who else was invited, and what was accepted. */
export function rfqAsSeen(rfq: RfqRecord, viewer: AccountId | null): RfqRecord {
  if (viewer !== null && (viewer === rfq.requester || viewer === rfq.introducedBy)) return rfq
  return { ...rfq, invited: rfq.invited.filter((account) => account === viewer), award: null }
}

function sideIn({ requesterSide }: NegotiationRecord, role: Offerer): Side | null {
  if (role === 'broker') return null
  return role === 'requester' ? requesterSide : otherSide(requesterSide)
}

function peopleIn(
  ports: Pick<Ports, 'escrows'>,
  { negotiation, rfq, viewer, people }: Seen,
): NegotiationView['people'] {
  const person = (id: AccountId, isHidden: boolean) => personSeen(ports, people, id, { rfqId: rfq.id, isHidden })
  const { requester, quoter, introducedBy } = negotiation
  return {
    requester: person(requester, isRequesterHidden(rfq, viewer, negotiation)),
    quoter: person(quoter, isQuoterHidden(rfq, viewer, negotiation)),
    broker: introducedBy === null ? null : person(introducedBy, false),
  }
}

/** A wallet tells who somebody is as well as a name does. */
function withoutHidden({ negotiation, rfq, viewer }: Seen): NegotiationRecord {
  const isHidden: Readonly<Record<Offerer, boolean>> = {
    requester: isRequesterHidden(rfq, viewer, negotiation),
    quoter: isQuoterHidden(rfq, viewer, negotiation),
    broker: false,
  }
  const { address, versions } = negotiation
  return {
    ...negotiation,
    address: {
      ...address,
      requester: isHidden.requester ? null : address.requester,
      quoter: isHidden.quoter ? null : address.quoter,
    },
    versions: versions.map((version) => (isHidden[version.by] ? { ...version, address: null } : version)),
  }
}

function endingOf({ state, events }: NegotiationRecord): Ending | null {
  const cause = events.at(-1)?.cause
  return state === 'expired' ? (ENDINGS.find((ending) => ending === cause) ?? null) : null
}

function walletsAwaited({ state, dealId, address }: NegotiationRecord): readonly Party[] {
  if (state !== 'agreed' || dealId !== null) return []
  return (['requester', 'quoter'] as const).filter((party) => address[party] === null)
}
