import { closeOutPreview } from '../../domain/deal/closeOut.ts'
import type { CloseOut } from '../../domain/deal/closeOut.ts'
import { endingOf } from '../../domain/deal/ending.ts'
import type { Ending } from '../../domain/deal/ending.ts'
import { nextStep } from '../../domain/deal/nextStep.ts'
import type { NextStep } from '../../domain/deal/nextStep.ts'
import { periodMoney } from '../../domain/deal/periodMoney.ts'
import type { PeriodMoney } from '../../domain/deal/periodMoney.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { claimsOf, possibleActs } from '../../domain/deal/possibleActs.ts'
import type { PossibleAct, Standing } from '../../domain/deal/possibleActs.ts'
import { isFresh } from '../../domain/margin/freshness.ts'
import type { IndexForecast } from '../../domain/index/forecast.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Zones } from '../../domain/margin/fairCalls.ts'
import { Refusal } from '../../domain/refusals.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Address, BySide, Hex, Side } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesOf } from '../deskSeries.ts'
import type { BlockRef, DealRecord, FixingFact, Ports, Token } from '../ports.ts'
import type { Account } from '../ports/accounts.ts'
import type { NegotiationRecord } from '../ports/negotiation.ts'
import { tokenOf } from '../tokenOf.ts'
import { callsAhead, forecastsFor } from './callsAhead.ts'
import type { CallsAhead } from './callsAhead.ts'
import { accountView } from './dealAccounts.ts'
import type { AccountView } from './dealAccounts.ts'
import { dealReadings } from './dealReadings.ts'
import { isOnlooker, roleIn } from './dealRole.ts'
import type { DealRole, DealViewer } from './dealRole.ts'
import { timelineOf } from './dealTimeline.ts'
import type { TimelineEntry } from './dealTimeline.ts'
import { formerOwners, leftView } from './leftView.ts'
import type { FormerOwner, LeftView } from './leftView.ts'
import { notFinal } from './notFinal.ts'
import { namesOf, partiesOf, zonesOf } from './partyNames.ts'
import type { PartiesView } from './partyNames.ts'
import { contradictionsOf, proofsSeen } from './provenance.ts'
import type { Contradiction } from './provenance.ts'
import { isStopped } from './stopped.ts'
import { windowView } from './windowView.ts'
import type { WindowView } from './windowView.ts'

/** How many days before its first the chart of a deal begins. */
const DAYS_BEFORE = 14

/** Everything the page of a deal says. */
export interface DealPage {
  readonly deal: DealRecord
  readonly role: DealRole
  /** The side that the page is told from: the viewer's own; the seller's for an onlooker. */
  readonly side: Side
  /** The present parties. */
  readonly parties: PartiesView
  /** Everybody who is or was in the deal, by account, where they have a name here. */
  readonly names: ReadonlyMap<Address, string>
  /** Where the present parties say that they are, for times on their clocks. */
  readonly zones: Zones
  readonly token: Token
  /** Null: the index is not one of this desk. */
  readonly series: SeriesName | null
  /** Fixings from some days before the deal's first to its last, oldest first. */
  readonly fixings: readonly FixingFact[]
  readonly timeline: readonly TimelineEntry[]
  /** Transactions among them that the chain may still take back. */
  readonly notFinal: ReadonlySet<Hex>
  /** Contradictions of the deal's index that wait for a decision: until then the desk does nothing that follows from it. */
  readonly contradictions: readonly Contradiction[]
  /** The copy of the deal, or of its index, differs from where it comes from: until both agree again the desk does nothing on it. */
  readonly isStopped: boolean
  /** The last block that was read: everything about the chain is as of it. */
  readonly readTo: BlockRef | null
  /** Null before the opening. */
  readonly escrow: EscrowView | null
}

/** The escrow of a deal, as of now. */
export interface EscrowView {
  readonly state: EscrowState
  readonly latest: { readonly day: Day; readonly value: IndexValue } | null
  readonly isFresh: boolean
  readonly step: NextStep
  readonly accounts: BySide<AccountView>
  /** What the running call leads to if nobody acts and the index stays; null without a call. */
  readonly ifNobodyActs: CloseOut | null
  /** The takeover window that is open, or waits to be closed out; null where there is none. */
  readonly window: WindowView | null
  /** What became of the viewer's side while it was its own; null for whoever has one, or never had. */
  readonly left: LeftView | null
  /** Everybody whose side was taken over, with what came of it for them. */
  readonly former: readonly FormerOwner[]
  /** What the viewer can do now; an onlooker only takes what was left to it. */
  readonly acts: readonly PossibleAct[]
  readonly periods: readonly PeriodMoney[]
  readonly ending: Ending | null
  /** What is known to come; null where nobody can be called any more. */
  readonly ahead: CallsAhead | null
}

export type DealPagePorts = Pick<
  Ports,
  | 'mismatches'
  | 'deals'
  | 'fixings'
  | 'oracle'
  | 'escrows'
  | 'parties'
  | 'cursor'
  | 'accounts'
  | 'negotiations'
  | 'proofs'
  | 'index'
>

export interface ReadDealPage {
  readonly dealId: Hex
  readonly viewer: DealViewer
  readonly asOf: Instant
}

/**
 * One deal, for its parties, its broker, auditors, and those whose side was taken over. Whoever took a side over is not told how the
 * two came to their terms.
 *
 * Refuses: `dealUnknown`, to anybody else as well: a stranger does not learn that it exists.
 */
export async function readDealPage(ports: DealPagePorts, { dealId, viewer, asOf }: ReadDealPage): Promise<DealPage> {
  const [deal, negotiation, cursor] = await Promise.all([
    ports.deals.read(dealId),
    ports.negotiations.readByDeal(dealId),
    ports.cursor.read(),
  ])
  const role = deal === null ? null : roleIn(deal, viewer, negotiation)
  if (deal === null || role === null) throw new Refusal('dealUnknown', { deal: dealId })
  const { terms } = deal
  const series = seriesOf(ports, terms)
  const [names, readings, fixings, open, seen, stopped, forecasts, zones] = await Promise.all([
    namesOf(ports, [deal]),
    dealReadings(ports, terms),
    series === null ? [] : ports.fixings.between(series, terms.startDay - DAYS_BEFORE, lastDay(terms)),
    notFinal(ports, deal.facts, asOf),
    proofsSeen(ports),
    isStopped(ports, deal, series),
    forecastsFor(ports, series, asOf),
    zonesOf(ports, deal),
  ])
  return {
    deal,
    role,
    side: isOnlooker(role) ? 'seller' : role,
    parties: partiesOf(deal, names),
    names,
    zones,
    token: tokenOf(ports, terms),
    series,
    fixings,
    timeline: timelineOf(deal, negotiationSeen(negotiation, role, viewer), fixings),
    notFinal: open,
    contradictions: contradictionsOf(seen, series),
    isStopped: stopped,
    readTo: cursor.blocks.at(-1) ?? null,
    escrow:
      deal.chain && escrowView(deal, { terms, state: deal.chain.state, readings, now: asOf, forecasts }, role, viewer),
  }
}

/** The negotiation, unless the viewer has, or had, a side that it did not negotiate. */
function negotiationSeen(
  negotiation: NegotiationRecord | null,
  role: DealRole,
  { id }: Pick<Account, 'id'>,
): NegotiationRecord | null {
  if (negotiation === null || role === 'broker' || role === 'auditor') return negotiation
  const { requester, quoter, introducedBy } = negotiation
  return [requester, quoter, introducedBy].includes(id) ? negotiation : null
}

function escrowView(
  deal: DealRecord,
  standing: Standing & { readonly forecasts: readonly IndexForecast[] },
  role: DealRole,
  viewer: Pick<Account, 'addresses'>,
): EscrowView {
  const { terms, state, readings, now } = standing
  const { facts } = deal
  const side = isOnlooker(role) ? null : role
  const latest = readings.latest()
  return {
    state,
    latest: latest && { day: latest.day, value: latest.value as IndexValue },
    isFresh: isFresh(terms, readings, now),
    step: nextStep(standing, side),
    accounts: { seller: accountView(standing, facts, 'seller'), buyer: accountView(standing, facts, 'buyer') },
    ifNobodyActs: closeOutPreview(terms, state, readings),
    window: windowView(standing),
    left: role === 'former' ? leftView(deal, state, viewer) : null,
    former: SIDES.flatMap((side) => formerOwners(deal, state, side)),
    acts: [...claimsOf(state, viewer.addresses), ...(side === null ? [] : possibleActs(standing, side))],
    periods: periodMoney(terms, facts, readings, side ?? 'seller'),
    ending: endingOf(facts),
    ahead: callsAhead(standing, standing.forecasts),
  }
}
