import { extent } from 'd3-array'
import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'

/** The size of a chart in its own units; the page scales it. */
const WIDTH = 960
const HEIGHT = 250
const LEFT = 88
const RIGHT = 16
const TOP = 16
const BOTTOM = 30

/** A value that holds from `at` until the next one. Numbers are for drawing only. */
export interface StepPoint {
  /** Seconds since 1970. */
  readonly at: number
  readonly value: number
}

/** A short upright line on the time axis, with what it stands for. */
export interface StepMark {
  readonly at: number
  readonly label: string
  readonly kind: 'retarget' | 'halving' | 'call' | 'default'
}

/** A level line across the chart. */
export interface LevelLine {
  readonly value: number
  readonly label: string
  readonly kind: 'fixed' | 'bound'
}

export interface StepChartAsked {
  readonly points: readonly StepPoint[]
  /** Where the last value ends: seconds since 1970. */
  readonly until: number
  readonly marks?: readonly StepMark[]
  readonly levels?: readonly LevelLine[]
  /** What the chart shows, in one sentence for those who do not see it. */
  readonly title: string
  readonly valueLabel: (value: number) => string
  readonly dateLabel: (at: number) => string
}

/** A chart whose value jumps and never slides, as geometry: what the template prints. Null where there is nothing to draw. */
export function stepChart(asked: StepChartAsked) {
  const { points, until, levels = [] } = asked
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return null
  const x = scaleUtc([first.at * 1_000, Math.max(until, last.at + 1) * 1_000], [LEFT, WIDTH - RIGHT])
  const y = heights([...points, ...levels])
  const drawn = [...points, { at: Math.max(until, last.at + 1), value: last.value }]
  const path = line<StepPoint>(
    (point) => x(point.at * 1_000),
    (point) => y(point.value),
  ).curve(curveStepAfter)(drawn)
  const place = (at: number) => round(x(at * 1_000))
  return {
    title: asked.title,
    isLogarithmic: 'base' in y,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    path: rounded(path ?? ''),
    left: LEFT,
    right: WIDTH - RIGHT,
    bottom: HEIGHT - BOTTOM,
    yTicks: ticksOf(y).map((value) => ({
      y: round(y(value)),
      textY: round(y(value)) + 4,
      label: asked.valueLabel(value),
    })),
    xTicks: x.ticks(6).map((day) => ({ x: round(x(day)), label: asked.dateLabel(day.getTime() / 1_000) })),
    marks: (asked.marks ?? []).map(({ at, label, kind }) => ({ x: place(at), label, kind, top: markTop(kind) })),
    levels: levels.map(({ value, label, kind }) => ({ y: round(y(value)), textY: round(y(value)) - 5, label, kind })),
    end: { x: place(until), y: round(y(last.value)), label: asked.valueLabel(last.value) },
  }
}

/** How many times the lowest value the highest may be before a level scale hides the lower ones. */
const LARGEST_RATIO = 20

/** Where values stand: on a level scale, or on a logarithmic one where the highest would flatten all others. */
function heights(values: readonly { readonly value: number }[]) {
  const [low = 0, high = 1] = extent(values, ({ value }) => value)
  const range = [HEIGHT - BOTTOM, TOP]
  if (low > 0 && high / low > LARGEST_RATIO) return scaleLog([low * 0.8, high * 1.2], range)
  const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1
  const floor = low - room
  return scaleLinear([low >= 0 ? Math.max(0, floor) : floor, high + room], range).nice(4)
}

/** A few values to label: on a logarithmic scale the powers of ten, and what a person would want between few of them. */
function ticksOf(scale: ReturnType<typeof heights>): number[] {
  if ('base' in scale) {
    const powers = scale.ticks().filter((value) => Number.isInteger(Math.log10(value)))
    return powers.length > 2 ? powers : scale.ticks().filter((value) => /^[125]/.test(String(value)))
  }
  return scale.ticks(4)
}

function markTop(kind: StepMark['kind']): number {
  return kind === 'retarget' ? HEIGHT - BOTTOM - 8 : TOP
}

function round(position: number): number {
  return Math.round(position * 10) / 10
}

/** A path with one decimal is exact to a tenth of a pixel and half as long. */
function rounded(path: string): string {
  return path.replace(/\d+\.\d+/g, (number) => String(round(parseFloat(number))))
}
