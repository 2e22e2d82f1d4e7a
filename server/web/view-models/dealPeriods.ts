import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import type { PeriodMoney } from '../../domain/deal/periodMoney.ts'
import type { DealTold } from './dealTold.ts'
import { symbolOf } from './dealTold.ts'
import { dayMonth, percentChange, rate, shortHex, signedAmount } from './format.ts'

/** The money of every settlement period, from the viewer's side. */
export function dealPeriods(told: DealTold, { periods }: EscrowView) {
  const { words, view } = told
  return {
    symbol: symbolOf(view.token),
    note: words(told.isParty ? 'deal.money.note' : 'deal.money.noteSeller'),
    rows: inRuns(periods).map(([first, last]) => periodRow(told, first, last)),
  }
}

/** Periods that there is nothing to say of, one like the other, are told together: the first and the last of them. */
function inRuns(periods: readonly PeriodMoney[]): readonly (readonly [PeriodMoney, PeriodMoney])[] {
  const runs: [PeriodMoney, PeriodMoney][] = []
  for (const period of periods) {
    const run = runs.at(-1)
    if (run !== undefined && isPlain(period) && isPlain(run[0])) run[1] = period
    else runs.push([period, period])
  }
  return runs
}

function isPlain({ status, received, fixedDays }: PeriodMoney): boolean {
  return (status === 'ahead' || status === 'netted') && received === null && fixedDays === 0
}

function periodRow(told: DealTold, money: PeriodMoney, last: PeriodMoney) {
  const { words, view } = told
  const { decimals } = view.token
  const { average, received, total, point, firstDay } = money
  return {
    number: money === last ? String(money.period + 1) : `${money.period + 1} – ${last.period + 1}`,
    days: `${dayMonth(firstDay, words)} – ${dayMonth(last.lastDay, words)}`,
    average: average === null ? null : rate(average),
    versus: average === null ? '' : percentChange(average, view.deal.terms.fixedRate),
    amount: received === null ? null : signedAmount(received, decimals),
    total: total === null ? null : signedAmount(total, decimals),
    note: noteOf(told, money),
    isSettled: money.status === 'settled',
    transaction: point && { short: shortHex(point.transaction), full: point.transaction },
  }
}

function noteOf({ words, figure, view }: DealTold, money: PeriodMoney): string {
  const { periodDays } = view.deal.terms
  switch (money.status) {
    case 'settled':
      return money.unpaid > 0n ? words('deal.money.unpaid', { amount: figure(money.unpaid) }) : ''
    case 'netted':
      return words('deal.money.netted')
    case 'running':
      return money.fixedDays === periodDays
        ? words('deal.money.due')
        : words('deal.money.running', { done: money.fixedDays, all: periodDays })
    case 'ahead':
      return words(money.received === null ? 'deal.money.ahead' : 'deal.money.expected')
  }
}
