import { strict as assert } from 'node:assert'
import { noticesAfter, warningsDue } from '../../../server/domain/deal/notices.ts'
import type { Notice, Watched } from '../../../server/domain/deal/notices.ts'
import type { IndexForecast } from '../../../server/domain/index/forecast.ts'
import { DESK_LEVEL } from '../../../server/domain/margin/warningLevel.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { SECONDS_PER_DAY, endOfDay, startOfDay } from '../../../server/domain/units/time.ts'
import { anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

/** Ten days from day 100, fixed at 50; margin 100 of which 50 must stay; one unit of index a day is one unit of money. */
const terms = plainTerms()
const DAY_99 = endOfDay(99) + 300

/** Fixings: the day before the first at 50, then these. */
function watched(values: readonly bigint[], wanted: Partial<Watched> = {}): Watched {
  const readings = readingsFrom({ from: 99, values: [50n, ...values] })
  return {
    terms,
    state: anEscrow(terms),
    readings,
    forecasts: [],
    levels: { seller: DESK_LEVEL, buyer: DESK_LEVEL },
    zones: { seller: null, buyer: null },
    told: [],
    now: endOfDay(99 + values.length) + 300,
    ...wanted,
  }
}

const kinds = (notices: readonly Notice[]) => notices.map(({ kind, side, amount }) => [kind, side, amount])

describe('the warning before a call', () => {
  it('comes once the balance is less than a fifth above the requirement', () => {
    // Requirement 50 + 10 · x at x above the rate, to be covered by a fifth: 100 < 1.2 · (50 + 10x) from x = 3.34 on.
    const quiet = watched([], { readings: readingsFrom({ from: 99, values: [53n] }) })
    const near = watched([], { readings: readingsFrom({ from: 99, values: [54n] }) })
    assert.deepEqual(kinds(warningsDue(quiet)), [])
    // 40 owed: 40 must be added for the margin of 100 to stand again above it.
    assert.deepEqual(kinds(warningsDue(near)), [['nearCall', 'seller', 40n]])
  })

  it('comes for a small move as well, where that is enough for a call', () => {
    // 100 at 52: 20 owed, 30 to go, and a call from 56 on, which is 8 % away.
    const readings = readingsFrom({ from: 99, values: [52n] })
    const levelOf = (moveBps: number) => ({ seller: { coverBps: 10_000, moveBps }, buyer: DESK_LEVEL })
    assert.deepEqual(kinds(warningsDue(watched([], { readings, levels: levelOf(700) }))), [])
    assert.deepEqual(kinds(warningsDue(watched([], { readings, levels: levelOf(800) }))), [['nearCall', 'seller', 20n]])
  })

  it('is told once, however often it is looked at, and ends when the index turns', () => {
    const readings = readingsFrom({ from: 99, values: [54n] })
    const first = noticesAfter(watched([], { readings }))
    assert.equal(first.length, 1)
    const again = watched([], { readings, told: first, now: DAY_99 + 600 })
    assert.equal(noticesAfter(again), first)
    assert.deepEqual(warningsDue(again), [])
    const over = noticesAfter(watched([50n, 50n], { told: first }))
    assert.deepEqual(
      over.map(({ until }) => until),
      [endOfDay(101) + 300],
    )
  })

  it('is not given to a side that is called already', () => {
    const state = anEscrow(terms, { phase: 'called', callSide: 'seller', cureBy: DAY_99 + 86_400, due: units(60n) })
    const readings = readingsFrom({ from: 99, values: [56n] })
    assert.deepEqual(warningsDue(watched([], { readings, state })), [])
  })
})

describe('the announcement of a change that is known to come', () => {
  const retarget: IndexForecast = {
    kind: 'retarget',
    height: 2016 * 340,
    expectedAt: startOfDay(102) + 3_600,
    low: indexValue(49n),
    value: indexValue(53n),
    high: indexValue(57n),
  }

  it('names what each side must add where the worse end of the band would call it, three days ahead', () => {
    // At 57 from day 102 on, after two days at 50: the seller owes 8 · 7 = 56, needs 106 and has 100.
    assert.deepEqual(kinds(warningsDue(watched([], { forecasts: [retarget] }))), [['retarget', 'seller', 6n]])
    const early = { ...retarget, expectedAt: DAY_99 + 3 * SECONDS_PER_DAY + 1 }
    assert.deepEqual(warningsDue(watched([], { forecasts: [early] })), [])
  })

  it('is left out where the balance is enough, and for a deal that ends before', () => {
    const mild = { ...retarget, high: indexValue(56n) }
    // 48 owed and 98 needed of 100.
    assert.deepEqual(warningsDue(watched([], { forecasts: [mild] })), [])
    const late = { ...retarget, expectedAt: startOfDay(109) }
    assert.deepEqual(warningsDue(watched([50n, 50n, 50n, 50n, 50n, 50n, 50n], { forecasts: [late] })), [])
  })

  it('is made to both sides before a halving', () => {
    // From 50 to 24 at the end that is worse for the buyer: it owes 8 · 26 = 208, needs 258 and has 100. The seller, who is owed at
    // either end, needs no more, and is told so.
    const [low, value, high] = [24n, 25n, 26n].map(indexValue) as [
      IndexForecast['low'],
      IndexForecast['low'],
      IndexForecast['low'],
    ]
    const halving: IndexForecast = { ...retarget, kind: 'halving', low, value, high }
    assert.deepEqual(kinds(warningsDue(watched([], { forecasts: [halving] }))), [
      ['halving', 'seller', 0n],
      ['halving', 'buyer', 158n],
    ])
  })

  it('is told once for each height', () => {
    const told = noticesAfter(watched([], { forecasts: [retarget] }))
    const sooner = { ...retarget, expectedAt: retarget.expectedAt - 3_600 }
    assert.equal(noticesAfter(watched([], { forecasts: [sooner], told })), told)
  })
})

describe('the reminders of a running call', () => {
  const cureBy = DAY_99 + 24 * 3_600
  const called = (now: number, told: readonly Notice[] = []) =>
    watched([], {
      terms: { ...terms, cureSeconds: 86_400 },
      state: anEscrow(terms, { phase: 'called', callSide: 'buyer', cureBy, due: units(60n) }),
      now,
      told,
    })

  it('come at half-time and an hour before the deadline, each once', () => {
    assert.deepEqual(warningsDue(called(cureBy - 12 * 3_600 - 1)), [])
    const half = noticesAfter(called(cureBy - 12 * 3_600))
    assert.deepEqual(kinds(half), [['reminder', 'buyer', 60n]])
    assert.equal(noticesAfter(called(cureBy - 3_601, half)), half)
    const last = noticesAfter(called(cureBy - 3_600, half))
    assert.equal(last.length, 2)
    assert.equal(noticesAfter(called(cureBy, last)), last)
  })

  it('do not pile up: who was away for both is reminded once', () => {
    const once = noticesAfter(called(cureBy - 600))
    assert.equal(once.length, 1)
    assert.equal(noticesAfter(called(cureBy - 300, once)), once)
  })

  it('stop at the deadline', () => {
    assert.deepEqual(warningsDue(called(cureBy + 1)), [])
  })
})
