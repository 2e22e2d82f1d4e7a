import { SILENCE } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { SECONDS_PER_DAY, endOfDay } from '../../domain/units/time.ts'
import type { Instant } from '../../domain/units/time.ts'
import { PortFailure } from '../ports.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import type { Account, AccountId } from '../ports/accounts.ts'
import { reasonOf } from '../tally.ts'
import { ownersOf } from '../partyTo.ts'
import { tokenOf } from '../tokenOf.ts'
import { dealReadings } from './dealReadings.ts'
import { byDeadline, dealNeeds, negotiationNeeds } from './needs.ts'
import type { Need } from './needs.ts'
import { viewsOf } from './listNegotiations.ts'
import type { NegotiationView } from './negotiationView.ts'
import { namesOf } from './partyNames.ts'
import type { PersonSeen } from './peopleSeen.ts'

/** No deal can be unwound before its index has been silent for this long: the shortest fallback there is. */
const LEAST_SILENCE = 2 * SECONDS_PER_DAY

export interface ReadNeeds {
  readonly viewer: Pick<Account, 'id' | 'addresses'>
  readonly asOf: Instant
}

/** A need as a list tells it. */
export interface NeedView {
  readonly need: Need
  /** The other party of a deal by name, null where it has none here; of a negotiation as far as the viewer may know it. */
  readonly counterparty: string | PersonSeen | null
  readonly token: Token
}

/** What waits for an account, the most pressing first. */
export async function readNeeds(ports: Ports, asked: ReadNeeds): Promise<readonly NeedView[]> {
  const needs = await needsOf(ports, asked)
  const deals = needs.flatMap((need) => ('deal' in need ? [need.deal] : []))
  const negotiations = needs.flatMap((need) => ('deal' in need ? [] : [need.negotiation]))
  const [names, seen] = await Promise.all([
    namesOf(ports, deals),
    viewsOf(ports, negotiations, asked.viewer.id, asked.asOf),
  ])
  return needsSeen(ports, needs, names, seen)
}

/** Needs with the people in them: `names` by their accounts on chain, `seen` the negotiations as the viewer may see them. */
export function needsSeen(
  ports: Pick<Ports, 'escrows'>,
  needs: readonly Need[],
  names: ReadonlyMap<Address, string>,
  seen: readonly NegotiationView[],
): readonly NeedView[] {
  const people = new Map(seen.map((view) => [view.negotiation.id, counterpartySeen(view)]))
  return needs.map((need) => {
    if (!('deal' in need)) {
      const counterparty = people.get(need.negotiation.id) ?? null
      return { need, counterparty, token: tokenOf(ports, need.offer.sheet) }
    }
    const other = ownersOf(need.deal)[otherSide(need.side)]
    return { need, counterparty: names.get(other) ?? null, token: tokenOf(ports, need.deal.terms) }
  })
}

/** The other party, as the viewer may see it; for a broker the requester. */
export function counterpartySeen({ viewer, people }: NegotiationView): PersonSeen {
  return viewer.role === 'requester' ? people.quoter : people.requester
}

/** How many things wait for an account; 0 while the database does not answer, which every page says anyway. */
export async function countNeeds(ports: Ports, asked: ReadNeeds): Promise<number> {
  try {
    return (await needsOf(ports, asked)).length
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error
    ports.log.warn({ why: reasonOf(error) }, 'what waits for an account is not counted')
    return 0
  }
}

/** The bare needs of an account, the most pressing first. */
export async function needsOf(ports: Ports, { viewer, asOf }: ReadNeeds): Promise<readonly Need[]> {
  const [waiting, isSilent, ofNegotiations] = await Promise.all([
    ports.deals.waiting(viewer.addresses),
    isIndexSilent(ports, asOf),
    needsOfNegotiations(ports, viewer.id, asOf),
  ])
  const ofDeals = isSilent ? await needsInSilence(ports, viewer, asOf) : needsInOrder(waiting, viewer, asOf)
  return [...ofDeals, ...ofNegotiations].sort(byDeadline)
}

async function needsOfNegotiations(ports: Ports, viewer: AccountId, asOf: Instant): Promise<readonly Need[]> {
  const negotiations = await ports.negotiations.running(viewer)
  if (negotiations.length === 0) return []
  const rfqs = await ports.rfqs.readMany(negotiations.map(({ rfqId }) => rfqId))
  return negotiations.flatMap((negotiation) => {
    const rfq = rfqs.find(({ id }) => id === negotiation.rfqId)
    return rfq === undefined ? [] : negotiationNeeds({ negotiation, rfq, asOf }, viewer)
  })
}

/** While fixings come, nothing that waits for somebody depends on what they are. */
function needsInOrder(waiting: readonly DealRecord[], viewer: ReadNeeds['viewer'], asOf: Instant): readonly Need[] {
  return waiting.flatMap((deal) => dealNeeds(deal, viewer, SILENCE, asOf)).filter(({ kind }) => kind !== 'unwind')
}

/** Once the index has been silent for days, any deal may be one that only its parties can end. */
async function needsInSilence(ports: Ports, viewer: ReadNeeds['viewer'], asOf: Instant): Promise<readonly Need[]> {
  const deals = await ports.deals.ofParties(viewer.addresses)
  const needs = deals.map(async (deal) => {
    const isRunning = deal.chain !== null && deal.chain.state.phase !== 'closed'
    return dealNeeds(deal, viewer, isRunning ? await dealReadings(ports, deal.terms) : SILENCE, asOf)
  })
  return (await Promise.all(needs)).flat()
}

/** The series of a day are fixed together: one that is silent speaks for all. */
const SENTINEL: SeriesName = 'BME14'

async function isIndexSilent({ fixings }: Ports, asOf: Instant): Promise<boolean> {
  const last = await fixings.last(SENTINEL)
  return last !== null && asOf >= endOfDay(last.day) + LEAST_SILENCE
}
