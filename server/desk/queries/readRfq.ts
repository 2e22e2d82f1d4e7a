import type { Instant } from '../../domain/units/time.ts'
import { lastVersion } from '../changeNegotiation.ts'
import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../ports/negotiation.ts'
import { rfqInSight } from '../rfqInSight.ts'
import { roleOf } from '../standing.ts'
import { viewsOf } from './listNegotiations.ts'
import type { NegotiationView } from './negotiationView.ts'
import { personSeen, readPeople } from './peopleSeen.ts'
import type { PersonSeen } from './peopleSeen.ts'
import { betterFirst, rfqRows } from './rfqRows.ts'
import type { RfqRow } from './rfqRows.ts'

/** One request, with the negotiations on it that the viewer may see. */
export interface RfqView extends RfqRow {
  readonly broker: PersonSeen | null
  /** All of them for the requester and the broker, best first; a quoter's own; none for anybody else. */
  readonly quotes: readonly NegotiationView[]
  readonly canQuote: boolean
  readonly canPublish: boolean
  readonly canWithdraw: boolean
  readonly asOf: Instant
}

export interface ReadRfq {
  readonly rfqId: string
  /** Null: somebody who has not signed in. */
  readonly viewer: AccountId | null
}

/** One request, for those who may know of it. Refuses: `rfqUnknown`, to anybody else as well. */
export async function readRfq(ports: Ports, { rfqId, viewer }: ReadRfq): Promise<RfqView> {
  const rfq = await rfqInSight(ports.rfqs, rfqId, viewer)
  const [[row], quotes, asOf] = await Promise.all([
    rfqRows(ports, [rfq], viewer),
    quotesFor(ports, rfq, viewer),
    ports.clock.asOf(),
  ])
  if (row === undefined) throw new Error(`request ${rfqId} has no row`)
  const isOpen = rfq.state === 'open'
  return {
    ...row,
    broker: await brokerOf(ports, rfq),
    quotes,
    canQuote: isOpen && asOf <= rfq.expiresAt && !row.isOwn && rfq.introducedBy === null,
    canPublish: row.isOwn && rfq.state === 'draft',
    canWithdraw: row.isOwn && (isOpen || rfq.state === 'draft'),
    asOf,
  }
}

async function quotesFor(ports: Ports, rfq: RfqRecord, viewer: AccountId | null): Promise<readonly NegotiationView[]> {
  if (viewer === null) return []
  const all = await ports.negotiations.ofRfqs([rfq.id])
  const theirs = all.filter((negotiation) => roleOf(negotiation, viewer) !== null)
  return viewsOf(ports, [...theirs].sort(bestFirst(rfq)), viewer)
}

/** Offers that are on the table before those that are not any more; among them, the better rate first. */
function bestFirst(rfq: RfqRecord): (one: NegotiationRecord, other: NegotiationRecord) => number {
  const ended = ({ state }: NegotiationRecord) => (state === 'introduced' || state === 'offered' ? 0 : 1)
  const rate = (negotiation: NegotiationRecord) => lastVersion(negotiation).sheet.fixedRate
  return (one, other) => ended(one) - ended(other) || betterFirst(rfq, rate(one), rate(other))
}

async function brokerOf(ports: Ports, { id, introducedBy }: RfqRecord): Promise<PersonSeen | null> {
  if (introducedBy === null) return null
  const people = await readPeople(ports, [introducedBy])
  return personSeen(ports, people, introducedBy, { rfqId: id, isHidden: false })
}
