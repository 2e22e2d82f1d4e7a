import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import { lastVersion } from '../changeNegotiation.ts'
import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../ports/negotiation.ts'
import { isOnTable } from '../standing.ts'
import { rfqAsSeen } from './negotiationView.ts'
import { isRequesterHidden, personSeen, readPeople } from './peopleSeen.ts'
import type { PersonSeen } from './peopleSeen.ts'

/** One request as a line of a table. */
export interface RfqRow {
  readonly rfq: RfqRecord
  readonly requester: PersonSeen
  /** Offers on the table now. */
  readonly quoteCount: number
  /** The best rate among them that others offer; told to nobody but the requester. */
  readonly bestRate: IndexValue | null
  readonly isOwn: boolean
  /** Whether the viewer has an offer on it, or had one. */
  readonly hasQuoted: boolean
}

/** The requests, in the given order, as `viewer` may see them. */
export async function rfqRows(
  ports: Ports,
  rfqs: readonly RfqRecord[],
  viewer: AccountId | null,
): Promise<readonly RfqRow[]> {
  const [negotiations, people, asOf] = await Promise.all([
    ports.negotiations.ofRfqs(rfqs.map(({ id }) => id)),
    readPeople(
      ports,
      rfqs.map(({ requester }) => requester),
    ),
    ports.clock.asOf(),
  ])
  return rfqs.map((rfq) => {
    const its = negotiations.filter(({ rfqId }) => rfqId === rfq.id)
    const own = its.find(({ quoter }) => quoter === viewer) ?? null
    const isHidden = isRequesterHidden(rfq, viewer, own)
    const isOwn = rfq.requester === viewer
    return {
      rfq: rfqAsSeen(rfq, viewer),
      requester: personSeen(ports, people, rfq.requester, { rfqId: rfq.id, isHidden }),
      quoteCount: onTable(rfq, its, asOf).length,
      bestRate: isOwn ? bestRate(rfq, onTable(rfq, its, asOf)) : null,
      isOwn,
      hasQuoted: own !== null,
    }
  })
}

function onTable(
  rfq: RfqRecord,
  negotiations: readonly NegotiationRecord[],
  asOf: Instant,
): readonly NegotiationRecord[] {
  return negotiations.filter((negotiation) => isOnTable({ negotiation, rfq, asOf }))
}

function bestRate(rfq: RfqRecord, negotiations: readonly NegotiationRecord[]): IndexValue | null {
  const offered = negotiations.map(lastVersion).filter(({ by }) => by === 'quoter')
  const [best] = offered.map(({ sheet }) => sheet.fixedRate).sort((one, other) => betterFirst(rfq, one, other))
  return best ?? null
}

/** Orders rates as the requester would: who sells receives the rate, who buys pays it. */
export function betterFirst({ side }: Pick<RfqRecord, 'side'>, one: IndexValue, other: IndexValue): number {
  if (one === other) return 0
  const isHigher = one > other
  return isHigher === (side === 'seller') ? -1 : 1
}
