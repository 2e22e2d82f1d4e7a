import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'

/** One point of a payoff: the average index over the life of a deal, and what a side has gained or lost in the end. */
export interface PayoffPoint {
  readonly index: bigint
  readonly result: bigint
}

export interface PayoffAsked {
  /** In order of the index; at least two. */
  readonly points: readonly PayoffPoint[]
  /** What collateral bounds a loss and a gain to, as long as nobody adds any. */
  readonly bounds: { readonly low: bigint; readonly high: bigint }
  /** Marks on the index axis, each with its word; those outside of the points are left out. */
  readonly marks: readonly { readonly index: bigint; readonly word: string; readonly kind: 'now' | 'fixed' }[]
  /** The index in the unit that people read. */
  readonly indexText: (index: bigint) => string
  readonly resultText: (result: bigint) => string
  /** What the chart shows, in a sentence, for those who do not see it. */
  readonly alt: string
  readonly axis: string
}

const WIDTH = 340
const HEIGHT = 196
const TOP = 34
const BOTTOM = 136
const AXIS = 172
const LEFT = 6
const RIGHT = WIDTH - 6

/** The payoff of a side as a line, with zero, the index today and the fixed rate. Lengths are pixels; nothing is decided by them. */
export function payoffLine({ points, bounds, marks, indexText, resultText, alt, axis }: PayoffAsked): string {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return ''
  const x = scaleLinear([Number(first.index), Number(last.index)], [LEFT, RIGHT])
  const [low = 0, high = 0] = extent([0, ...points.map(({ result }) => Number(result))])
  const y = scaleLinear([low, high === low ? low + 1 : high], [BOTTOM, TOP])
  const path = line<PayoffPoint>(
    ({ index }) => round(x(Number(index))),
    ({ result }) => round(y(Number(result))),
  )(points)
  const zero = round(y(0))
  const inside = marks.filter(({ index }) => index >= first.index && index <= last.index)
  return [
    `<svg viewBox='0 0 ${WIDTH} ${HEIGHT}' role='img' aria-label='${escaped(alt)}'>`,
    `<path class='grid' d='M${LEFT} ${zero}H${RIGHT}'/>`,
    ...[bounds.low, bounds.high]
      .filter((bound) => Number(bound) >= low && Number(bound) <= high)
      .map((bound) => `<path class='bound' d='M${LEFT} ${round(y(Number(bound)))}H${RIGHT}'/>`),
    ...inside.map(({ index, word, kind }) => mark(round(x(Number(index))), word, kind)),
    `<path class='series' d='${path ?? ''}'/>`,
    ...ends(first.result, last.result).map(({ at, result, where }) =>
      end(at, y(Number(result)), resultText(result), where),
    ),
    text(LEFT, AXIS, indexText(first.index), 'start'),
    text(RIGHT, AXIS, indexText(last.index), 'end'),
    text(WIDTH / 2, HEIGHT - 4, axis, 'middle'),
    '</svg>',
  ].join('')
}

/** An upright line with its word: the index now above, the fixed rate below, so that they may coincide. */
function mark(x: number, word: string, kind: 'now' | 'fixed'): string {
  const label = kind === 'now' ? text(x, TOP - 20, word, 'middle') : text(x, AXIS, word, 'middle')
  return `<path class='${kind}' d='M${x} ${TOP - 16}V${AXIS - 12}'/>${label}`
}

/** The results at both ends, each on the side of the line that is free. */
function ends(first: bigint, last: bigint) {
  const isRising = last > first
  return [
    { at: LEFT, result: first, where: isRising ? 'below' : 'above' },
    { at: RIGHT, result: last, where: isRising ? 'above' : 'below' },
  ] as const
}

function end(x: number, y: number, label: string, where: 'above' | 'below'): string {
  const anchor = x === LEFT ? 'start' : 'end'
  return `<text class='end' x='${x}' y='${round(where === 'above' ? y - 6 : y + 14)}' text-anchor='${anchor}'>${escaped(label)}</text>`
}

function text(x: number, y: number, label: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x='${x}' y='${y}' text-anchor='${anchor}'>${escaped(label)}</text>`
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&quot;',
}

function escaped(label: string): string {
  return label.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? '')
}
