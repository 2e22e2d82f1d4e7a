import type { EpochRow, IndexPageView } from '../../desk/queries/readIndexPage.ts'
import { subsidyAt } from '../../domain/index/bme.ts'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import { dayOf } from '../../domain/units/time.ts'
import { stepChart } from '../charts/stepChart.ts'
import type { StepMark } from '../charts/stepChart.ts'
import type { Words } from '../words/words.ts'
import { count, date, percentChange } from './format.ts'

export const RANGES = ['1', '4', 'all'] as const
export type Range = (typeof RANGES)[number]

const SECONDS_PER_YEAR = 31_557_600

type Charted = Pick<IndexPageView, 'rows' | 'series' | 'asOf'>

/** Chart values are pixels to be: a 1e-18 BTC value in sat per PH, as a float, for drawing only. */
function drawn(value: bigint): number {
  return Number(value) / 1e7
}

/** A series as steps over the last year, the last four, or all it has; with its retargets and halvings. Null before it begins. */
export function indexChart({ rows, series, asOf }: Charted, range: Range, words: Words) {
  const oldestFirst = [...rows].reverse()
  const from = range === 'all' ? 0 : asOf - parseInt(range, 10) * SECONDS_PER_YEAR
  const before = oldestFirst.findLast(({ epoch }) => epoch.firstTime <= from)
  const shown = oldestFirst.filter(({ epoch }) => epoch.firstTime > from)
  const points = [
    ...(before === undefined ? [] : [{ ...before, at: from }]),
    ...shown.map((row) => ({ ...row, at: row.epoch.firstTime })),
  ].map(({ at, value }) => ({ at, value: drawn(value) }))
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return null
  const shortDate = (at: number) => isoDay(dayOf(at)).slice(0, 7)
  return stepChart({
    points,
    until: asOf,
    marks: marksOf(shown, words),
    title: words('index.chart.title', {
      series,
      from: date(dayOf(first.at), words),
      until: date(dayOf(asOf), words),
      first: count(Math.round(first.value)),
      last: count(Math.round(last.value)),
    }),
    valueLabel: axisLabel,
    dateLabel: shortDate,
  })
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const LONGEST_LABEL = 1e8

/** The first coins were mined at values that fit no axis: from there on powers of ten. */
function axisLabel(value: number): string {
  if (value < LONGEST_LABEL) return count(Math.round(value))
  const power = Math.round(Math.log10(value))
  return `10${String(power).replace(/\d/g, (digit) => SUPERSCRIPTS[parseInt(digit, 10)] ?? '')}`
}

function marksOf(rows: readonly EpochRow[], words: Words): StepMark[] {
  return rows.flatMap(({ epoch, difficulty, difficultyBefore }): StepMark[] => {
    if (difficultyBefore === null) return []
    const at = epoch.firstTime
    const isHalved = subsidyAt(epoch.firstHeight) !== subsidyAt(epoch.firstHeight - BLOCKS_PER_EPOCH)
    if (isHalved) return [{ at, label: words('index.mark.halving'), kind: 'halving' }]
    const change = percentChange(difficulty, difficultyBefore)
    return [{ at, label: words('index.mark.retarget', { change }), kind: 'retarget' }]
  })
}
