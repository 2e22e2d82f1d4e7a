import type { Token } from '../../desk/ports.ts'
import type { WindowView, WindowWorked } from '../../desk/queries/windowView.ts'
import { TOLERANCE_BPS } from '../../desk/takeoverLimit.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { Instant } from '../../domain/units/time.ts'
import { rewardChart } from '../charts/rewardChart.ts'
import type { WordKey, Words } from '../words/words.ts'
import { symbolOf } from './dealTold.ts'
import { amount, moment, percent, time } from './format.ts'

/** Whose window it is, and to whom it is told. */
export interface WindowTold {
  readonly window: WindowView
  readonly token: Token
  readonly words: Words
  readonly asOf: Instant
  /** The side of whoever reads it; null: neither. */
  readonly you: Side | null
}

/** The takeover window of a deal as its card: the clock, how the reward grows, and what each gets now, at the end, or in a close-out. */
export function takeoverWindow(told: WindowTold) {
  const { window, token, words, asOf } = told
  return {
    title: words('takeover.window'),
    note: words('takeover.window.note', { symbol: symbolOf(token) }),
    until: time(window.until, asOf, words),
    stale: window.isIndexFresh ? '' : words('takeover.window.stale'),
    unknown: window.worked === null ? words('takeover.window.unknown') : '',
    ...(window.worked === null ? { chart: null, table: null } : drawn(told, window.worked)),
  }
}

function drawn(told: WindowTold, worked: WindowWorked) {
  return { chart: chartOf(told, worked), table: tableOf(told, worked), lines: explained(told, worked) }
}

function chartOf({ window, token, words, asOf }: WindowTold, worked: WindowWorked) {
  const figure = (base: bigint) => amount(base, token.decimals).text
  const now = Math.min(asOf, window.until)
  const facts = {
    reward: figure(worked.now.reward),
    rest: figure(worked.restNow),
    half: figure(worked.atEnd.reward),
    symbol: symbolOf(token),
  }
  return {
    ...rewardChart({
      from: window.from,
      until: window.until,
      now,
      penalty: Number(worked.penaltyThere),
      reward: Number(worked.atEnd.reward),
    }),
    says: words('takeover.chart.says', facts),
    words: {
      now: words('takeover.chart.now'),
      rest: words('takeover.chart.rest', facts),
      taker: words('takeover.chart.taker', facts),
      from: moment(window.from, words),
      until: moment(window.until, words),
    },
  }
}

interface Row {
  readonly label: string
  readonly isYours: boolean
  readonly cells: readonly { readonly label: string; readonly value: ReturnType<typeof amount> | null }[]
}

/** Who gets what: now, at the end of the window, and if nobody comes. */
function tableOf(told: WindowTold, { now, atEnd, closeOut }: WindowWorked) {
  const { window, token, words, you } = told
  const columns = ['takeover.column.now', 'takeover.column.end', 'takeover.column.nobody'] as const
  const honouring = otherSide(window.side)
  const row = (label: string, isYours: boolean, figures: readonly (bigint | null)[]): Row => ({
    label,
    isYours,
    cells: columns.map((key, index) => {
      const base = figures[index] ?? null
      return { label: words(key), value: base === null ? null : amount(base, token.decimals) }
    }),
  })
  const kept = row(nameOf(told, 'takeover.row.honouring', honouring), you === honouring, [
    now.toHonouring,
    atEnd.toHonouring,
    closeOut.paid,
  ])
  const left = row(nameOf(told, 'takeover.row.failed', window.side), you === window.side, [
    now.leftover,
    atEnd.leftover,
    closeOut.balance[window.side],
  ])
  return {
    caption: words('takeover.table'),
    columns: columns.map((key) => words(key)),
    none: '–',
    rows: [
      row(words('takeover.row.deposit'), false, [now.deposit, atEnd.deposit, null]),
      row(words('takeover.row.reward'), false, [now.reward, atEnd.reward, null]),
      ...(you === window.side ? [left, kept] : [kept, left]),
    ],
  }
}

function nameOf({ words, you }: WindowTold, key: WordKey, side: Side): string {
  const facts = { side: words(`side.${side}`) }
  return you === side ? words(`${key}.you` as WordKey, facts) : words(key, facts)
}

/** The same in sentences, and what a taker should know before it steps in. */
function explained({ window, token, words }: WindowTold, { worth, limit, now }: WindowWorked): readonly string[] {
  const money = (base: bigint) => `${amount(abs(base), token.decimals).text} ${symbolOf(token)}`
  const facts = {
    deposit: money(now.deposit),
    worth: money(worth),
    account: money(now.balance[window.side]),
    limit: money(limit),
    percent: percent(TOLERANCE_BPS, 10_000n),
  }
  return [
    words(worth > 0n ? 'takeover.explain.owed' : worth < 0n ? 'takeover.explain.owes' : 'takeover.explain.even', facts),
    words('takeover.explain.account', facts),
    words('takeover.explain.limit', facts),
  ]
}
