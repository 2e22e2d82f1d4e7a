import { endingOf } from '../../domain/deal/ending.ts'
import type { Ending } from '../../domain/deal/ending.ts'
import { totalsOf } from '../../domain/deal/book.ts'
import type { CashFlow, Position, Totals } from '../../domain/deal/book.ts'
import { nextStep } from '../../domain/deal/nextStep.ts'
import type { NextStep } from '../../domain/deal/nextStep.ts'
import { periodMoney } from '../../domain/deal/periodMoney.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { isLive } from '../../domain/deal/phase.ts'
import type { IndexReadings, SeriesName } from '../../domain/index/readings.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import { seriesOf } from '../deskSeries.ts'
import { fixingDue } from '../fixingTimes.ts'
import { lastVersion } from '../changeNegotiation.ts'
import { ownersOf, sideOf } from '../partyTo.ts'
import type { Viewer } from '../partyTo.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import type { TermSheetVersion } from '../ports/negotiation.ts'
import { tokenOf } from '../tokenOf.ts'
import { accountView } from './dealAccounts.ts'
import type { AccountView } from './dealAccounts.ts'
import { bookReadings } from './dealReadings.ts'
import { leftView } from './leftView.ts'
import type { LeftView } from './leftView.ts'
import { viewsOf } from './listNegotiations.ts'
import type { NegotiationView } from './negotiationView.ts'
import { namesOf } from './partyNames.ts'
import { needsOf, needsSeen } from './readNeeds.ts'
import type { NeedView, ReadNeeds } from './readNeeds.ts'

/** One deal in the book of one of its parties. */
export interface PortfolioDeal {
  readonly deal: DealRecord
  readonly side: Side
  readonly counterparty: { readonly address: Address; readonly name: string | null }
  readonly token: Token
  readonly series: SeriesName | null
  /** Null before the opening, and once the side is another's. */
  readonly position: PortfolioPosition | null
  /** How the side was lost to somebody who took it over; null while it is the account's. */
  readonly left: LeftView | null
  /** What takeovers left to the account, and it has not taken. */
  readonly claim: BaseUnits
}

export interface PortfolioPosition {
  readonly state: EscrowState
  readonly account: AccountView
  readonly step: NextStep
  readonly index: IndexValue | null
  readonly nextCash: CashFlow | null
  readonly ending: Ending | null
}

export interface PortfolioNegotiation {
  readonly view: NegotiationView
  readonly offer: TermSheetVersion
  readonly token: Token
}

/** Everything an account has here. */
export interface PortfolioView {
  readonly needs: readonly NeedView[]
  /** One for each token. */
  readonly totals: readonly { readonly token: Token; readonly totals: Totals }[]
  /** By their side in them, soonest opened first. */
  readonly deals: readonly PortfolioDeal[]
  readonly negotiations: readonly PortfolioNegotiation[]
}

/** What waits for an account, what it has in escrows, what it negotiates, and how its deals ended. */
export async function readPortfolio(ports: Ports, { viewer, asOf }: ReadNeeds): Promise<PortfolioView> {
  const [needs, records, running] = await Promise.all([
    needsOf(ports, { viewer, asOf }),
    ports.deals.ofParties(viewer.addresses),
    ports.negotiations.running(viewer.id),
  ])
  const [names, negotiations, readingsOf] = await Promise.all([
    namesOf(ports, records),
    viewsOf(ports, running, viewer.id, asOf),
    bookReadings(ports, records),
  ])
  const deals = records.map((deal) => ({
    ...partOf(ports, deal, viewer, names),
    position: presentPosition(deal, viewer, readingsOf(deal), asOf),
  }))
  return {
    needs: needsSeen(ports, needs, names, negotiations),
    totals: totalsByToken(deals),
    deals: deals.sort((one, other) => one.deal.terms.startDay - other.deal.terms.startDay),
    negotiations: negotiations.map((view) => {
      const offer = lastVersion(view.negotiation)
      return { view, offer, token: tokenOf(ports, offer.sheet) }
    }),
  }
}

function partOf(
  ports: Pick<Ports, 'escrows'>,
  deal: DealRecord,
  viewer: Viewer,
  names: ReadonlyMap<Address, string>,
): Omit<PortfolioDeal, 'position'> {
  const left = deal.chain && leftView(deal, deal.chain.state, viewer)
  const side = left?.side ?? sideOf(deal, viewer) ?? 'seller'
  const address = ownersOf(deal)[otherSide(side)]
  const claims = deal.chain?.state.claims.filter(({ holder }) => viewer.addresses.includes(holder)) ?? []
  return {
    deal,
    side,
    left,
    claim: baseUnits(claims.reduce((sum, { amount }) => sum + amount, 0n)),
    counterparty: { address, name: names.get(address) ?? null },
    token: tokenOf(ports, deal.terms),
    series: seriesOf(ports, deal.terms),
  }
}

/** Where the viewer's side stands; null where it has none, or the chain does not know the deal. */
function presentPosition(
  deal: DealRecord,
  viewer: Viewer,
  readings: IndexReadings,
  now: Instant,
): PortfolioPosition | null {
  const side = sideOf(deal, viewer)
  return side === null || deal.chain === null ? null : positionOf(deal, deal.chain.state, side, readings, now)
}

function positionOf(
  { terms, facts }: DealRecord,
  state: EscrowState,
  side: Side,
  readings: IndexReadings,
  now: Instant,
): PortfolioPosition {
  const standing = { terms, state, readings, now }
  const latest = readings.latest()
  const next = periodMoney(terms, facts, readings, side).find(
    ({ status }) => status === 'running' || status === 'ahead',
  )
  const received = isLive(state) ? (next?.received ?? null) : null
  return {
    state,
    account: accountView(standing, facts, side),
    step: nextStep(standing, side),
    index: latest && indexValue(latest.value),
    nextCash: next === undefined || received === null ? null : { at: fixingDue(next.lastDay), received },
    ending: endingOf(facts),
  }
}

/** A deal in the book: its collateral is locked until it ends, and what a takeover left may be taken at any time. */
function bookedAs({ position, claim }: PortfolioDeal): Position {
  if (position === null) return { ...NOTHING_HELD, withdrawable: claim }
  const { account, state, nextCash } = position
  const withdrawable = baseUnits(account.withdrawable + claim)
  return { ...account, withdrawable, isLive: state.phase !== 'closed', nextCash }
}

const NOTHING_HELD: Position = {
  balance: baseUnits(0n),
  withdrawable: baseUnits(0n),
  exposure: baseUnits(0n),
  worth: 0n,
  isLive: false,
  nextCash: null,
}

function totalsByToken(deals: readonly PortfolioDeal[]): PortfolioView['totals'] {
  const tokens = new Map(deals.map(({ token }) => [token.address, token]))
  return [...tokens.values()].map((token) => {
    const held = deals.filter((deal) => deal.token.address === token.address)
    const positions = held.map(bookedAs)
    return { token, totals: totalsOf(positions) }
  })
}
