import assert from 'node:assert/strict'
import { dealChart } from '../../../server/web/charts/dealChart.ts'
import type { DealChartFacts } from '../../../server/web/charts/dealChart.ts'

const WORDS = {
  rate: String,
  day: (day: number) => `day ${day}`,
  amount: (amount: number) => String(amount),
  fixed: 'fixed 100',
  floor: 'floor',
  cap: 'cap',
  call: 'call at',
  today: 'last',
  marks: { call: 'call', default: 'default', taken: 'taken over', ended: 'ended' },
}

/** Twenty days from day 10 in two periods, fixed at 100; the index is 90 before and on the first day, then 120. */
function aChart(wanted: Partial<DealChartFacts> = {}) {
  const facts: DealChartFacts = {
    fixings: [
      { day: 8, rate: 90 },
      { day: 9, rate: 90 },
      { day: 10, rate: 90 },
      { day: 11, rate: 120 },
      { day: 12, rate: 120 },
    ],
    fixedRate: 100,
    floor: null,
    cap: null,
    callRate: null,
    firstDay: 10,
    lastDay: 29,
    periodDays: 10,
    until: 29,
    isRunning: true,
    bars: [],
    marks: [],
    ...wanted,
  }
  return dealChart(facts, WORDS).wide
}

describe('the chart of a deal', () => {
  it('fills what the index and the fixed rate leave between them, by who receives it, on the deal’s days only', () => {
    const { owed } = aChart()
    assert.deepEqual(
      owed.map(({ side }) => side),
      ['seller', 'buyer'],
    )
    const [one, other] = owed
    assert.ok(Math.abs(other!.width - 2 * one!.width) < 0.2, 'one day below, two days above')
    assert.ok(Math.abs(other!.height - 2 * one!.height) < 0.2, '10 below, 20 above')
  })

  it('steps, and never slopes', () => {
    const points = [...aChart().steps.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
    for (const [index, [x, y]] of points.slice(1).entries()) {
      const [beforeX, beforeY] = points[index]!
      assert.ok(x === beforeX || y === beforeY)
    }
  })

  it('shows where the next call is, unless that is far off the page', () => {
    const levels = (callRate: number) => aChart({ callRate }).levels.map(({ kind }) => kind)
    assert.deepEqual(levels(140), ['fixed', 'call'])
    assert.deepEqual(levels(900), ['fixed'])
  })

  it('draws on only while the deal runs', () => {
    assert.notEqual(aChart().ahead, '')
    assert.equal(aChart({ isRunning: false }).ahead, '')
  })

  it('stands what was received on the line, and hangs what was paid below it', () => {
    const { bars } = aChart({
      bars: [
        { firstDay: 10, amount: 3, isExpected: false },
        { firstDay: 20, amount: -6, isExpected: true },
      ],
    })
    const [gain, loss] = bars.each
    assert.deepEqual([gain!.kind, loss!.kind], ['gain', 'loss expected'])
    assert.equal(gain!.y + gain!.height, bars.baseline.y)
    assert.equal(loss!.y, bars.baseline.y)
    assert.ok(Math.abs(loss!.height - 2 * gain!.height) < 0.2)
  })
})
