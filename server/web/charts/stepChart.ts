import { extent } from 'd3-array'
import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'

/** A chart's size in its own units, which are dots where it is shown as large as it is drawn. */
interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly dates: number
}

const WIDE: Frame = { width: 960, height: 250, left: 88, right: 944, top: 16, bottom: 220, dates: 6 }
const NARROW: Frame = { width: 340, height: 220, left: 64, right: 332, top: 12, bottom: 192, dates: 3 }

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
  readonly kind: 'retarget' | 'halving'
}

export interface StepChartAsked {
  readonly points: readonly StepPoint[]
  /** Where the last value ends: seconds since 1970. */
  readonly until: number
  readonly marks?: readonly StepMark[]
  /** What the chart shows, in one sentence for those who do not see it. */
  readonly title: string
  readonly valueLabel: (value: number) => string
  readonly dateLabel: (at: number) => string
}

/**
 * A chart whose value jumps and never slides, as geometry that the template prints: twice, for a desk and for a phone, of which one is
 * shown. Null where there is nothing to draw.
 */
export function stepChart(asked: StepChartAsked) {
  const [first, last] = [asked.points[0], asked.points.at(-1)]
  if (first === undefined || last === undefined) return null
  const ends = { first, last }
  const wide = drawn(asked, ends, WIDE)
  return { title: asked.title, isLogarithmic: wide.isLogarithmic, wide, narrow: drawn(asked, ends, NARROW) }
}

interface Ends {
  readonly first: StepPoint
  readonly last: StepPoint
}

function drawn({ points, until, marks = [], ...asked }: StepChartAsked, { first, last }: Ends, frame: Frame) {
  const end = Math.max(until, last.at + 1)
  const x = scaleUtc([first.at * 1_000, end * 1_000], [frame.left, frame.right])
  const y = heights(points, frame)
  const path = line<StepPoint>(
    (point) => x(point.at * 1_000),
    (point) => y(point.value),
  ).curve(curveStepAfter)([...points, { at: end, value: last.value }])
  const place = (at: number) => round(x(at * 1_000))
  return {
    isLogarithmic: 'base' in y,
    viewBox: `0 0 ${frame.width} ${frame.height}`,
    path: rounded(path ?? ''),
    left: frame.left,
    right: frame.right,
    bottom: frame.bottom,
    yTicks: ticksOf(y).map((value) => ({
      y: round(y(value)),
      textY: round(y(value)) + 4,
      label: asked.valueLabel(value),
    })),
    xTicks: x.ticks(frame.dates).map((day) => ({ x: round(x(day)), label: asked.dateLabel(day.getTime() / 1_000) })),
    marks: marks.map(({ at, label, kind }) => ({
      x: place(at),
      label,
      kind,
      top: kind === 'retarget' ? frame.bottom - RETARGET_TICK : frame.top,
    })),
    end: { x: place(until), y: round(y(last.value)), label: asked.valueLabel(last.value) },
  }
}

const RETARGET_TICK = 8

/** How many times the lowest value the highest may be before a level scale hides the lower ones. */
const LARGEST_RATIO = 20

/** Where values stand: on a level scale, or on a logarithmic one where the highest would flatten all others. */
function heights(values: readonly StepPoint[], { top, bottom }: Frame) {
  const [low = 0, high = 1] = extent(values, ({ value }) => value)
  const range = [bottom, top]
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

function round(position: number): number {
  return Math.round(position * 10) / 10
}

/** A path with one decimal is exact to a tenth of a pixel and half as long. */
function rounded(path: string): string {
  return path.replace(/\d+\.\d+/g, (number) => String(round(parseFloat(number))))
}
