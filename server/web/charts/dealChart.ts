import { extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { ScaleLinear } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'
import type { Day } from '../../domain/units/time.ts'

/** What a deal's chart is drawn from. Rates in sat per PH/s per day and amounts in whole tokens: for the eye, nothing is reckoned with them. */
export interface DealChartFacts {
  readonly fixings: readonly { readonly day: Day; readonly rate: number }[]
  readonly fixedRate: number
  readonly floor: number | null
  readonly cap: number | null
  /** Where the viewer's side would be called, null where nowhere. */
  readonly callRate: number | null
  readonly firstDay: Day
  readonly lastDay: Day
  readonly periodDays: number
  /** The last day that is drawn. */
  readonly until: Day
  /** Whether the index is drawn on, flat, from its last fixing. */
  readonly isRunning: boolean
  readonly bars: readonly { readonly firstDay: Day; readonly amount: number; readonly isExpected: boolean }[]
  readonly marks: readonly { readonly day: number; readonly kind: 'call' | 'default' | 'ended' | 'taken' }[]
}

/** How the chart prints what stands on it. */
export interface DealChartWords {
  readonly rate: (rate: number) => string
  readonly day: (day: Day) => string
  /** `room`: whether there is any for all decimals. */
  readonly amount: (amount: number, room: boolean) => string
  readonly fixed: string
  readonly floor: string
  readonly cap: string
  readonly call: string
  readonly today: string
  readonly marks: Readonly<Record<'call' | 'default' | 'ended' | 'taken', string>>
}

/** Sizes in dots. */
interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  /** Top and bottom of the index, and of the bars. */
  readonly index: readonly [top: number, bottom: number]
  readonly bars: readonly [top: number, bottom: number]
}

const WIDE: Frame = { width: 860, height: 340, left: 62, right: 846, index: [30, 210], bars: [260, 334] }
const NARROW: Frame = { width: 360, height: 330, left: 56, right: 352, index: [30, 200], bars: [250, 324] }

/** The chart twice: for a desk and for a phone. One of them is shown. */
export function dealChart(facts: DealChartFacts, words: DealChartWords) {
  return { wide: drawn(facts, words, WIDE, 5), narrow: drawn(facts, words, NARROW, 3) }
}

type Scale = ScaleLinear<number, number>

function drawn(facts: DealChartFacts, words: DealChartWords, frame: Frame, ticks: number) {
  const x = scaleLinear()
    .domain([startOf(facts), facts.until + 1])
    .range([frame.left, frame.right])
  const y = scaleLinear(rateDomain(facts), [frame.index[1], frame.index[0]]).nice(4)
  const last = facts.fixings.at(-1)
  return {
    width: frame.width,
    height: frame.height,
    bands: bands(facts, frame, x),
    grid: y.ticks(4).map((rate) => ({ y: dots(y(rate)), label: words.rate(rate), x1: frame.left, x2: frame.right })),
    days: dayTicks(facts, x, ticks).map((day) => ({
      x: dots(x(day)),
      y: frame.index[1] + 18,
      anchor: x(day) > frame.right - 24 ? 'end' : 'middle',
      label: words.day(day),
    })),
    owed: owed(facts, x, y),
    levels: levels(facts, words, frame, y),
    steps: steps(facts, x, y),
    ahead: facts.isRunning && last ? ahead(facts, last, x, y) : '',
    dot: last && {
      x: dots(x(last.day + 1)),
      y: dots(y(last.rate)),
      labelY: dots(y(last.rate)) - 8,
      ...beside(x(last.day + 1), frame),
      label: words.today,
    },
    marks: facts.marks.map((mark, number) => ({
      ...mark,
      x: dots(x(mark.day)),
      y1: frame.index[0],
      y2: frame.bars[1],
      // Marks may stand close together: of three in a row each label has a line of its own.
      labelY: frame.index[0] + (LABEL_LINES[number % LABEL_LINES.length] ?? 0),
      label: words.marks[mark.kind],
      ...beside(x(mark.day), frame),
    })),
    bars: bars(facts, words, frame, x),
  }
}

/** The first day drawn: a little before the deal's first, where fixings of then are known. */
function startOf({ fixings, firstDay }: DealChartFacts): Day {
  return Math.min(firstDay, fixings[0]?.day ?? firstDay)
}

/** Above the plot, twice, and inside it. */
const LABEL_LINES = [-16, -3, 11] as const

/** Levels further away than this share of the fixings' own range around them are left out of the drawing. */
const REACH = 0.35

function rateDomain({ fixings, fixedRate, floor, cap, callRate }: DealChartFacts): [number, number] {
  const [low = fixedRate, high = fixedRate] = extent([...fixings.map(({ rate }) => rate), fixedRate])
  const isNear = (rate: number | null): rate is number =>
    rate !== null && rate > low * (1 - REACH) && rate < high * (1 + REACH)
  const [least = low, most = high] = extent([low, high, ...[floor, cap, callRate].filter(isNear)])
  const room = Math.max((most - least) * 0.12, most * 0.01)
  return [Math.max(0, least - room), most + room]
}

/** Every other period shaded, so that they can be told apart. */
function bands({ firstDay, lastDay, periodDays, until }: DealChartFacts, { index, bars: low }: Frame, x: Scale) {
  const shaded: { x: number; y: number; width: number; height: number }[] = []
  for (let day = firstDay; day <= Math.min(lastDay, until); day += 2 * periodDays) {
    const end = Math.min(day + periodDays, until + 1)
    shaded.push({ x: dots(x(day)), y: index[0], width: dots(x(end) - x(day)), height: low[1] - index[0] })
  }
  return shaded
}

function dayTicks({ firstDay, lastDay, until }: DealChartFacts, x: Scale, count: number): readonly Day[] {
  const end = Math.min(lastDay, until)
  const step = Math.max(1, Math.round((end - firstDay) / (count - 1)))
  return Array.from({ length: count }, (_, number) => firstDay + number * step).filter((day) => x(day) <= x(until + 1))
}

/** What the index and the fixed rate leave between them on the deal's days: who receives it is its colour. */
function owed({ fixings, fixedRate, firstDay, lastDay }: DealChartFacts, x: Scale, y: Scale) {
  const runs: { from: Day; to: Day; rate: number }[] = []
  for (const { day, rate } of fixings.filter((fixing) => fixing.day >= firstDay && fixing.day <= lastDay)) {
    const run = runs.at(-1)
    if (run?.rate === rate && run.to === day) run.to = day + 1
    else runs.push({ from: day, to: day + 1, rate })
  }
  return runs.map(({ from, to, rate }) => ({
    side: rate > fixedRate ? 'buyer' : 'seller',
    x: dots(x(from)),
    y: dots(Math.min(y(rate), y(fixedRate))),
    width: dots(x(to) - x(from)),
    height: dots(Math.abs(y(rate) - y(fixedRate))),
  }))
}

function levels(facts: DealChartFacts, words: DealChartWords, { left, right, index }: Frame, y: Scale) {
  const { fixedRate, floor, cap, callRate } = facts
  const level = (kind: string, rate: number | null, label: string) => {
    const at = rate === null ? NaN : y(rate)
    const isShown = at >= index[0] - 1 && at <= index[1] + 1
    return isShown ? [{ kind, label, x1: left, x2: right, y: dots(at), labelY: dots(at) - 4 }] : []
  }
  return [
    ...level('fixed', fixedRate, words.fixed),
    ...level('bound', floor, words.floor),
    ...level('bound', cap, words.cap),
    ...level('call', callRate, words.call),
  ]
}

function steps({ fixings }: DealChartFacts, x: Scale, y: Scale): string {
  const last = fixings.at(-1)
  if (last === undefined) return ''
  const points = [...fixings, { day: last.day + 1, rate: last.rate }]
  return path(points.map(({ day, rate }) => [x(day), y(rate)]))
}

function ahead({ until }: DealChartFacts, last: { day: Day; rate: number }, x: Scale, y: Scale): string {
  return path([
    [x(last.day + 1), y(last.rate)],
    [x(until + 1), y(last.rate)],
  ])
}

function path(points: readonly (readonly [number, number])[]): string {
  const draw = line<readonly [number, number]>(
    ([x]) => x,
    ([, y]) => y,
  )
  return draw.curve(curveStepAfter).digits(1)([...points]) ?? ''
}

/** Settled amounts, up where the viewer received and down where it paid; what is expected of the running period is outlined. */
function bars(
  { bars: amounts, periodDays, until }: DealChartFacts,
  words: DealChartWords,
  { left, right, bars }: Frame,
  x: Scale,
) {
  const most = max(amounts, ({ amount }) => Math.abs(amount)) ?? 0
  const height = scaleLinear([0, most === 0 ? 1 : most], [0, (bars[1] - bars[0]) / 2 - 11])
  const middle = (bars[0] + bars[1]) / 2
  return {
    baseline: { x1: left, x2: right, y: middle },
    label: { x: left, y: bars[0] - 6 },
    each: amounts.map(({ firstDay, amount, isExpected }) => {
      const end = Math.min(firstDay + periodDays, until + 1)
      const size = Math.max(1, dots(height(Math.abs(amount))))
      const width = Math.max(2, dots(x(end) - x(firstDay) - 4))
      const isGain = amount >= 0
      return {
        kind: `${isGain ? 'gain' : 'loss'}${isExpected ? ' expected' : ''}`,
        x: dots(x(firstDay) + 2),
        y: isGain ? dots(middle - size) : middle,
        width,
        height: size,
        text: {
          x: dots((x(firstDay) + x(end)) / 2),
          y: dots(isGain ? middle - size - 4 : middle + size + 11),
          // A narrow bar has no room for its number; the table has it.
          label: width > 48 ? words.amount(amount, width > 84) : '',
        },
      }
    }),
  }
}

/** A label goes to the side on which there is room. */
function beside(at: number, { left, right }: Frame) {
  const isLeft = at > (left + right) / 2
  return { anchor: isLeft ? 'end' : 'start', labelX: dots(at + (isLeft ? -8 : 8)) }
}

/** To a tenth of a dot. */
function dots(value: number): number {
  return Math.round(value * 10) / 10
}
