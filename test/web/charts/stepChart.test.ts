import assert from 'node:assert/strict'
import { stepChart } from '../../../server/web/charts/stepChart.ts'
import type { StepChartAsked } from '../../../server/web/charts/stepChart.ts'

/** Two values, ten seconds each: 100 and then 200, on a plane from x = 88 to 944 and y = 220 up to 16. */
const asked: StepChartAsked = {
  points: [
    { at: 0, value: 100 },
    { at: 10, value: 200 },
  ],
  until: 20,
  title: 'two steps',
  valueLabel: String,
  dateLabel: String,
}

describe('a chart of a value that jumps', () => {
  it('is drawn level and upright, never sloping', () => {
    const { path } = stepChart(asked)!.wide
    const moves = path.match(/[ML][^ML]*/g)!.map((move) => move.slice(1).split(',').map(parseFloat))
    for (let n = 1; n < moves.length; n++) {
      const [[x0, y0], [x1, y1]] = [moves[n - 1]!, moves[n]!]
      assert.ok(x0 === x1 || y0 === y1, `${path} slopes`)
    }
  })

  it('ends where time stands, at the last value', () => {
    const chart = stepChart(asked)!.wide
    assert.equal(chart.end.x, 944)
    assert.equal(chart.end.label, '200')
  })

  it('places the middle of the time in the middle of the plane', () => {
    const { marks } = stepChart({ ...asked, marks: [{ at: 10, label: 'x', kind: 'retarget' }] })!.wide
    assert.equal(marks[0]!.x, (88 + 944) / 2)
  })

  it('does not show values below zero where there are none', () => {
    const { yTicks } = stepChart({
      ...asked,
      points: [
        { at: 0, value: 1 },
        { at: 10, value: 15 },
      ],
    })!.wide
    assert.equal(yTicks[0]!.label, '0')
  })

  it('turns logarithmic where the highest would flatten the rest', () => {
    const { yTicks, isLogarithmic } = stepChart({
      ...asked,
      points: [
        { at: 0, value: 1e9 },
        { at: 10, value: 1e3 },
      ],
    })!.wide
    assert.ok(isLogarithmic)
    const heights = yTicks.map(({ y }) => y)
    const steps = heights.slice(1).map((y, n) => Math.round(heights[n]! - y))
    assert.equal(new Set(steps).size, 1, 'powers of ten are equally far apart')
    assert.ok(yTicks.some(({ label }) => label === '1000'))
  })

  it('is drawn once more for a phone, as large as it is shown there', () => {
    const { narrow } = stepChart({ ...asked, marks: [{ at: 10, label: 'x', kind: 'halving' }] })!
    // 340 dots wide, of which 64 on the left are for the values and 8 on the right are air.
    assert.equal(narrow.viewBox, '0 0 340 220')
    assert.equal(narrow.marks[0]!.x, (64 + 332) / 2)
    assert.equal(narrow.marks[0]!.top, 12)
    assert.equal(narrow.end.x, 332)
  })

  it('is not drawn where there is nothing', () => {
    assert.equal(stepChart({ ...asked, points: [] }), null)
  })
})
