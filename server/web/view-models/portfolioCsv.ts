import type { PortfolioDeal, PortfolioView } from '../../desk/queries/readPortfolio.ts'
import type { LeftView } from '../../desk/queries/leftView.ts'
import type { DealRecord, Token } from '../../desk/ports.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import type { Cell } from '../csv.ts'
import { symbolOf } from './dealTold.ts'
import { dealName, plainAmount, plainTime, rateInput } from './format.ts'

const HEAD = [
  'deal',
  'digest',
  'escrow',
  'side',
  'counterparty',
  'counterparty_account',
  'series',
  'hashrate_ths',
  'fixed_rate_sat_per_ph_day',
  'first_day',
  'days',
  'state',
  'phase',
  'cause',
  'token',
  'balance',
  'requirement',
  'exposure',
  'withdrawable',
  'worth',
  'put_in',
  'taken_out',
  'gain',
  'closed_at',
] as const

/** Every deal of an account as rows; what cannot be known at the moment is empty. */
export function portfolioCsv({ deals }: PortfolioView): readonly (readonly Cell[])[] {
  return [HEAD, ...deals.map((row) => [...termsOf(row), ...moneyOf(row)])]
}

function termsOf({ deal, side, counterparty, series }: PortfolioDeal): readonly Cell[] {
  const { terms } = deal
  return [
    dealName(deal.id),
    deal.id,
    deal.escrow,
    side,
    counterparty.name,
    counterparty.address,
    series ?? terms.series,
    String(terms.hashrate),
    rateInput(terms.fixedRate),
    isoDay(terms.startDay),
    totalDays(terms),
    deal.state,
  ]
}

function moneyOf({ deal, position, left, token }: PortfolioDeal): readonly Cell[] {
  if (left !== null) return moneyLeft(deal, left, token)
  if (position === null) return Array<Cell>(HEAD.length - 12).fill(null)
  const { state, account, ending } = position
  const { cash } = account
  const money = (base: bigint | null) => (base === null ? null : plainAmount(base, token.decimals))
  return [
    state.phase,
    state.cause === 'none' ? null : state.cause,
    symbolOf(token),
    ...[account.balance, account.requirement, account.exposure, account.withdrawable, account.worth].map(money),
    ...[cash.putIn, cash.withdrawn, cash.gain].map(money),
    ending && plainTime(ending.point.at),
  ]
}

/** A side that somebody took over: what the account put in and got, and what is left of it in the escrow. */
function moneyLeft({ chain }: DealRecord, { at, cash, claim, taken }: LeftView, token: Token): readonly Cell[] {
  const money = (base: bigint) => plainAmount(base, token.decimals)
  const nothing = money(0n)
  return [
    chain?.state.phase ?? null,
    'takenOver',
    symbolOf(token),
    ...[nothing, nothing, nothing, money(claim), nothing],
    ...[cash.putIn, taken, cash.gain].map(money),
    plainTime(at),
  ]
}
