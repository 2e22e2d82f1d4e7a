import type { PortfolioDeal, PortfolioNegotiation, PortfolioView } from '../../desk/queries/readPortfolio.ts'
import { counterpartySeen } from '../../desk/queries/readNeeds.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { symbolOf } from './dealTold.ts'
import { amount, count, dealName, moment, rate, shortHex, signedAmount, time } from './format.ts'
import { needsYou, personCalled } from './needsYou.ts'
import { closedRow, liveRow, sideCell } from './portfolioRows.ts'
import type { PortfolioRow } from './portfolioRows.ts'

/** Everything the portfolio prints, in the order of its urgency. */
export function toPortfolioPage(view: PortfolioView, visit: Visit) {
  const { words, viewer } = visit
  const isClosed = ({ deal, position, left }: PortfolioDeal) =>
    left !== null || position?.state.phase === 'closed' || deal.state === 'lapsed' || deal.state === 'cancelled'
  const live = view.deals.filter((deal): deal is PortfolioRow => deal.position !== null && !isClosed(deal))
  const toOpen = view.deals.filter((deal) => deal.position === null && !isClosed(deal))
  const closed = view.deals.filter(isClosed).reverse()
  return {
    title: words('portfolio.title'),
    styles: ['portfolio', 'needs'],
    live: liveTopics(view),
    csv: paths.portfolioCsv,
    statements: paths.statements,
    notifications: paths.notifications,
    hasWallet: (viewer?.addresses.length ?? 0) > 0,
    isEmpty: view.deals.length === 0 && view.negotiations.length === 0,
    needs: needsYou(view.needs, visit),
    totals: view.totals.map((total) => totalsOf(total, words)),
    deals: live.map((deal) => liveRow(deal, visit)),
    toOpen: toOpen.map((deal) => toOpenRow(deal, visit)),
    negotiations: view.negotiations.map((negotiation) => negotiationRow(negotiation, visit)),
    closed: closed.map((deal) => closedRow(deal, words)),
  }
}

/** The page follows every deal and negotiation on it, and the clock. */
function liveTopics({ deals, negotiations }: PortfolioView): string {
  return [
    'clock',
    ...deals.map(({ deal }) => `deal:${deal.id}`),
    ...negotiations.map(({ view }) => `negotiation:${view.negotiation.id}`),
  ].join(' ')
}

function totalsOf({ token, totals }: PortfolioView['totals'][number], words: Words) {
  const { decimals } = token
  const symbol = symbolOf(token)
  return {
    symbol,
    locked: amount(totals.locked, decimals),
    withdrawable: amount(totals.withdrawable, decimals),
    exposure: amount(totals.exposure, decimals),
    worth: words('portfolio.exposure.hint', { worth: `${signedAmount(totals.worth, decimals).text} ${symbol}` }),
    nextCash: totals.nextCash && {
      received: signedAmount(totals.nextCash.received, decimals),
      at: words('portfolio.nextCash.hint', { at: moment(totals.nextCash.at, words) }),
    },
  }
}

function toOpenRow({ deal, side, counterparty }: PortfolioDeal, { words, asOf }: Visit) {
  const { terms } = deal
  return {
    href: to(paths.sign, { dealId: deal.id }),
    name: dealName(deal.id),
    counterparty: counterparty.name ?? shortHex(counterparty.address),
    ...sideCell(side, words),
    hashrate: count(terms.hashrate),
    rate: rate(terms.fixedRate),
    phase: words(`deal.phase.${deal.state}`),
    until: time(terms.openBy, asOf, words),
  }
}

function negotiationRow({ view, offer }: PortfolioNegotiation, { words, asOf }: Visit) {
  const { negotiation, viewer, canAccept, canTakeOver } = view
  return {
    href: to(paths.negotiation, { negotiationId: negotiation.id }),
    counterparty: personCalled(counterpartySeen(view), words),
    ...(viewer.side === null ? { side: '', does: words('portfolio.brokers') } : sideCell(viewer.side, words)),
    hashrate: count(offer.sheet.hashrate),
    days: words('terms.days', { count: totalDays(offer.sheet) }),
    rate: rate(offer.sheet.fixedRate),
    until: time(offer.expiresAt, asOf, words),
    turn: words(turnKey(negotiation.state === 'agreed', canAccept || canTakeOver)),
    isYours: canAccept || canTakeOver,
  }
}

function turnKey(isAgreed: boolean, isYours: boolean) {
  if (isAgreed) return 'portfolio.turn.wallet'
  return isYours ? 'portfolio.turn.you' : 'portfolio.turn.them'
}
