import type { PortfolioDeal, PortfolioPosition } from '../../desk/queries/readPortfolio.ts'
import type { LeftView } from '../../desk/queries/leftView.ts'
import { fixingDue } from '../../desk/fixingTimes.ts'
import type { NextStep } from '../../domain/deal/nextStep.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { escrowPhase } from './dealPhase.ts'
import { symbolOf } from './dealTold.ts'
import { amount, count, date, dealName, moment, percentChange, rate, shortHex, signedAmount } from './format.ts'

/** A live deal in one line. */
export function liveRow(row: PortfolioRow, { words, asOf }: Visit) {
  const { deal, side, position, token } = row
  const { index, account, state, step } = position
  const { key, mood } = escrowPhase(state, side, asOf)
  return {
    ...commonCells(row, words),
    versus: index === null ? '' : percentChange(index, deal.terms.fixedRate),
    worth: account.worth === null ? null : signedAmount(account.worth, token.decimals),
    symbol: symbolOf(token),
    headroom: headroomOf(position, side, words),
    next: nextOf(step, words),
    phase: { text: words(key), mood },
  }
}

/** A deal that stands on the chain. */
export type PortfolioRow = PortfolioDeal & { readonly position: PortfolioPosition }

/** A deal that has ended, with its cause: defaults are never hidden. */
export function closedRow(row: PortfolioDeal, words: Words) {
  const { deal, position, token, side } = row
  const told = deal.events.at(-1)
  const cells = { ...commonCells(row, words), cause: words(causeKey(row, side)), symbol: symbolOf(token) }
  if (row.left !== null) return { ...cells, ...leftCells(row.left, row, words) }
  if (position === null) {
    const ended = moment(told === undefined ? deal.terms.openBy : told.at, words)
    return { ...cells, isDefault: false, ended, gain: null, left: null }
  }
  const { ending, account } = position
  return {
    ...cells,
    isDefault: ending?.event.name === 'closedOut',
    ended: ending === null ? '' : moment(ending.point.at, words),
    gain: signedAmount(account.cash.gain, token.decimals),
    left: account.balance === 0n ? null : amount(account.balance, token.decimals),
  }
}

/** A side that somebody took over: it is over for the account, whatever becomes of the deal. */
function leftCells({ at, cash, claim }: LeftView, { token }: PortfolioDeal, words: Words) {
  const { decimals } = token
  const left = claim === 0n ? null : amount(claim, decimals)
  return { isDefault: true, ended: moment(at, words), gain: signedAmount(cash.gain, decimals), left }
}

function commonCells({ deal, side, counterparty }: PortfolioDeal, words: Words) {
  return {
    href: to(paths.deal, { dealId: deal.id }),
    name: dealName(deal.id),
    counterparty: counterparty.name ?? shortHex(counterparty.address),
    ...sideCell(side, words),
    hashrate: count(deal.terms.hashrate),
    rate: rate(deal.terms.fixedRate),
  }
}

function headroomOf({ account, index }: PortfolioPosition, side: Side, words: Words): string {
  const { headroom } = account
  if (headroom.kind !== 'at') return words(`portfolio.headroom.${headroom.kind}`)
  if (index === null || headroom.index === index) return words('portfolio.headroom.due')
  const percent = percentChange(headroom.index, index).replace(/^[+−]/, '')
  return words(side === 'seller' ? 'portfolio.headroom.rise' : 'portfolio.headroom.fall', { percent })
}

function nextOf(step: NextStep, words: Words): string {
  switch (step.kind) {
    case 'meetCall':
    case 'answerTermination':
      return words(`portfolio.next.${step.kind}`, { at: moment(step.by, words) })
    case 'awaitFixing':
      return words('portfolio.next.awaitFixing', { at: date(step.missing, words) })
    case 'settle':
      return words('portfolio.next.settle', { number: step.period + 1 })
    case 'awaitSettlement':
      return words('portfolio.next.awaitSettlement', {
        number: step.period + 1,
        at: moment(fixingDue(step.lastDay), words),
      })
    default:
      return afterDefault(step, words)
  }
}

function afterDefault(step: NextStep, words: Words): string {
  if (step.kind === 'awaitTakeover') return words('takeover.portfolio.next', { at: moment(step.until, words) })
  return step.kind === 'closeOut' || step.kind === 'unwind' ? words(`portfolio.next.${step.kind}`) : ''
}

function causeKey({ deal, position, left }: PortfolioDeal, side: Side): WordKey {
  if (left !== null) return 'takeover.portfolio.cause'
  const event = position?.ending?.event
  if (event === undefined) return deal.state === 'cancelled' ? 'portfolio.cause.cancelled' : 'portfolio.cause.lapsed'
  if (event.name !== 'closedOut') return `portfolio.cause.${event.name}`
  return event.defaulter === side ? 'portfolio.cause.closedOutYou' : 'portfolio.cause.closedOutThem'
}

/** The side in a word and its colour. */
export function sideCell(side: Side, words: Words) {
  return { side, does: words(side === 'seller' ? 'portfolio.sells' : 'portfolio.buys') }
}
