import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import type { FixingFact } from '../../desk/ports.ts'
import type { EscrowEvent } from '../../domain/deal/chainFacts.ts'
import { isLive } from '../../domain/deal/phase.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import { NO_CAP } from '../../domain/terms/terms.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Day } from '../../domain/units/time.ts'
import { dealChart } from '../charts/dealChart.ts'
import type { DealChartFacts } from '../charts/dealChart.ts'
import type { DealTold } from './dealTold.ts'
import { symbolOf } from './dealTold.ts'
import { count, date, dayMonth, percentChange, rate } from './format.ts'

/** How many days after its end the chart of an ended deal goes on. */
const DAYS_AFTER = 7

/** The chart of a deal, and the same as a table. */
export function dealDrawing(told: DealTold, escrow: EscrowView) {
  const { view, words } = told
  const until = untilOf(told, escrow)
  const shown = view.fixings.filter(({ day }) => day <= until)
  const [first, last] = [shown[0], shown.at(-1)]
  if (first === undefined || last === undefined) return { isEmpty: true, empty: words('deal.chart.empty') }
  return {
    isEmpty: false,
    ...drawing(told, escrow, shown, last),
    says: words('deal.chart.says', {
      series: last.series,
      from: date(first.day, words),
      to: date(last.day, words),
      last: rate(last.value).text,
      fixed: rate(view.deal.terms.fixedRate).text,
      settled: escrow.state.periodsSettled,
    }),
    net: words(told.isParty ? 'deal.chart.net' : 'deal.chart.netSeller', { symbol: symbolOf(view.token) }),
    table: tableOf(told, shown),
  }
}

function drawing(told: DealTold, escrow: EscrowView, shown: readonly FixingFact[], last: FixingFact) {
  const { view, words } = told
  const { terms } = view.deal
  const { headroom } = escrow.accounts[view.side]
  const level = (key: 'fixed' | 'floor' | 'cap' | 'callAt' | 'today', value: bigint) =>
    words(`deal.chart.${key}`, { rate: rate(value).text })
  return dealChart(
    {
      fixings: shown.map(({ day, value }) => ({ day, rate: drawn(value) })),
      fixedRate: drawn(terms.fixedRate),
      floor: terms.floor > 0n ? drawn(terms.floor) : null,
      cap: terms.cap < NO_CAP ? drawn(terms.cap) : null,
      callRate: headroom.kind === 'at' ? drawn(headroom.index) : null,
      firstDay: terms.startDay,
      lastDay: lastDay(terms),
      periodDays: terms.periodDays,
      until: untilOf(told, escrow),
      isRunning: isLive(escrow.state),
      bars: barsOf(told, escrow),
      marks: marksOf(told, escrow),
    },
    {
      rate: (value) => count(Math.round(value)),
      day: (day) => dayMonth(day, words),
      amount: (amount, room) => barLabel(amount, room ? Math.min(8, view.token.decimals) : SHORT_DIGITS),
      fixed: level('fixed', terms.fixedRate),
      floor: level('floor', terms.floor),
      cap: level('cap', terms.cap),
      call: headroom.kind === 'at' ? level('callAt', headroom.index) : '',
      today: level('today', last.value),
      marks: {
        call: words('deal.chart.call'),
        default: words('deal.chart.default'),
        ended: words('deal.chart.ended'),
        taken: words('takeover.chart.taken'),
      },
    },
  )
}

/** A running deal is drawn to its last day, an ended one to some days after its end. */
function untilOf({ view }: DealTold, { ending }: EscrowView): Day {
  const last = lastDay(view.deal.terms)
  return ending === null ? last : Math.min(last, dayOf(ending.point.at) + DAYS_AFTER)
}

function barsOf({ view }: DealTold, { periods }: EscrowView): DealChartFacts['bars'] {
  return periods.flatMap(({ firstDay, received, status }) =>
    received === null || status === 'ahead'
      ? []
      : [{ firstDay, amount: Number(received) / 10 ** view.token.decimals, isExpected: status === 'running' }],
  )
}

function marksOf({ view }: DealTold, { ending }: EscrowView): DealChartFacts['marks'] {
  const of = (name: EscrowEvent['name'], kind: 'call' | 'default' | 'taken') =>
    view.deal.facts
      .filter(({ event }) => event.name === name)
      .map(({ point }) => ({ day: dayFraction(point.at), kind }))
  const end = ending && {
    day: dayFraction(ending.point.at),
    kind: ending.event.name === 'closedOut' ? ('default' as const) : ('ended' as const),
  }
  return [
    ...of('marginCalled', 'call'),
    ...of('windowOpened', 'default'),
    ...of('takenOver', 'taken'),
    ...(end === null ? [] : [end]),
  ]
}

const SECONDS_PER_DAY = 86_400

function dayFraction(instant: number): number {
  return instant / SECONDS_PER_DAY
}

/** An index value in sat per PH/s per day, near enough for the eye. */
function drawn(value: bigint): number {
  return Number(value) / 1e7
}

const SHORT_DIGITS = 5

/** An amount on a bar; one too small for its digits has none: the table tells it. */
function barLabel(amount: number, digits: number): string {
  const text = Math.abs(amount).toFixed(digits)
  return /[1-9]/.test(text) ? `${amount < 0 ? '−' : '+'}${text}` : ''
}

/** The fixings shown, days of one value together. */
function tableOf({ words, view }: DealTold, shown: readonly FixingFact[]) {
  const runs: { from: Day; to: Day; value: bigint }[] = []
  for (const { day, value } of shown) {
    const run = runs.at(-1)
    if (run?.value === value && run.to === day - 1) run.to = day
    else runs.push({ from: day, to: day, value })
  }
  return runs.map(({ from, to, value }) => ({
    from: date(from, words),
    to: date(to, words),
    rate: rate(value),
    versus: percentChange(value, view.deal.terms.fixedRate),
  }))
}
