import { strict as assert } from 'node:assert'
import { exposure, exposureAt } from '../../../server/domain/margin/exposure.ts'
import { isFresh } from '../../../server/domain/margin/freshness.ts'
import { requirement, requirementAt } from '../../../server/domain/margin/requirement.ts'
import { restoreLevelAt } from '../../../server/domain/margin/restoreLevel.ts'
import { unsettledValue } from '../../../server/domain/margin/value.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { anEscrow, flatReadings, plainTerms, readingsFrom, someTerms, units } from '../../support/terms.ts'

/** `count` days at the same value. */
function days(count: number, value: bigint): bigint[] {
  return Array<bigint>(count).fill(value)
}

describe('what the seller owes on the days to come, ten a period, fixed at 50', () => {
  // Values from day 99 on, the day before the first.
  const cases = [
    {
      values: [53n],
      periods: 1,
      settled: 0,
      value: 30n,
      because: 'ten days at the latest fixing, 3 a day above the rate',
    },
    { values: [47n], periods: 3, settled: 0, value: -90n, because: 'thirty days 3 below: the buyer owes' },
    { values: [53n], periods: 3, settled: 2, value: 30n, because: 'settled periods are paid for' },
    {
      values: [40n, 50n, 50n, 50n, 60n],
      periods: 1,
      settled: 0,
      value: 70n,
      because: 'four days are fixed at 210, six more at 60 make 570 against 500',
    },
    {
      values: [40n, ...days(10, 52n), 45n],
      periods: 2,
      settled: 0,
      value: -30n,
      because: 'the first period is fixed 20 above, the second runs 50 below: they net',
    },
    {
      values: [40n, ...days(10, 52n)],
      periods: 1,
      settled: 0,
      value: 20n,
      because: 'every day is fixed: the value is what settlement will pay',
    },
  ]
  for (const { values, periods, settled, value, because } of cases) {
    it(`is ${value} in ${periods} periods, ${settled} of them settled: ${because}`, () => {
      assert.equal(unsettledValue(plainTerms({ periods }), settled, readingsFrom({ from: 99, values })), value)
    })
  }

  it('charges a fee spike on day 83 of an 84-day forward for that day and the one to come, not 84 times', () => {
    const forward = plainTerms({ periodDays: 84 })
    // 82 days at 50, then 150: one day is 100 above, and the last day is expected to be.
    assert.equal(unsettledValue(forward, 0, readingsFrom({ from: 99, values: [50n, ...days(82, 50n), 150n] })), 200n)
  })

  it('stays within the range: nothing beyond floor and cap counts', () => {
    const collar = plainTerms({ floor: indexValue(45n), cap: indexValue(55n) })
    assert.equal(unsettledValue(collar, 0, readingsFrom({ from: 99, values: [90n] })), 50n)
    assert.equal(unsettledValue(collar, 0, readingsFrom({ from: 99, values: [1n] })), -50n)
  })

  it('counts an index beyond 2^120 − 1 as that', () => {
    const short = plainTerms({ periodDays: 1 })
    assert.equal(unsettledValue(short, 0, readingsFrom({ from: 99, values: [2n ** 127n] })), 2n ** 120n - 1n - 50n)
    const half = plainTerms({ periodDays: 2 })
    // One day fixed at 50, the other expected at 2^120 − 1
    const jumped = {
      ...readingsFrom({ from: 99, values: [50n, 50n] }),
      latest: () => ({ day: 100, value: 2n ** 127n }),
    }
    assert.equal(unsettledValue(half, 0, jumped), 2n ** 120n - 1n - 50n)
  })

  it('is rounded once over all periods, not once a period', () => {
    // 3 TH/s and 17 decimals: 0.3 of a unit per 1e-18. Two periods of one day, each 2 above the rate: 2 · 2 · 0.3 = 1.2
    const terms = plainTerms({ hashrate: 3n, decimals: 17, periodDays: 1, periods: 2 })
    assert.equal(unsettledValue(terms, 0, readingsFrom({ from: 99, values: [52n] })), 1n)
  })

  it('cannot be told while a fixing that it needs cannot be read', () => {
    const terms = plainTerms({ periods: 2 })
    const values = [40n, ...days(12, 52n)]
    assert.notEqual(unsettledValue(terms, 0, readingsFrom({ from: 99, values })), null)
    for (const day of [99, 109, 111]) {
      assert.equal(unsettledValue(terms, 0, readingsFrom({ from: 99, values, unreadable: [day] })), null)
    }
    assert.equal(unsettledValue(terms, 0, readingsFrom({ from: 99, values, isSilent: true })), null)
  })

  it('cannot be told from an oracle whose sums shrink', () => {
    const shrinking = {
      ...readingsFrom({ from: 99, values: [50n, 50n] }),
      cumulative: (day: number) => BigInt(1_000 - day),
    }
    assert.equal(unsettledValue(plainTerms(), 0, shrinking), null)
  })

  it('is nothing once every period is settled, whatever the oracle says', () => {
    assert.equal(unsettledValue(plainTerms(), 1, readingsFrom({ from: 99, values: [], isSilent: true })), 0n)
  })
})

describe('what a side must hold: margin 101, maintenance 50 %', () => {
  const terms = plainTerms({ margin: units(101n), penalty: units(0n) })
  const cases = [
    {
      side: 'seller',
      value: 0n,
      needs: 51n,
      restores: 101n,
      because: 'half of 101, rounded up against the side that posts',
    },
    { side: 'seller', value: 30n, needs: 81n, restores: 131n, because: 'and what it owes' },
    { side: 'seller', value: -30n, needs: 51n, restores: 101n, because: 'a gain is no reason to hold less' },
    { side: 'buyer', value: -30n, needs: 81n, restores: 131n, because: 'the buyer owes what the seller is owed' },
    { side: 'buyer', value: 30n, needs: 51n, restores: 101n, because: 'a gain is no reason to hold less' },
  ] as const
  for (const { side, value, needs, restores, because } of cases) {
    it(`is ${needs} for the ${side} at a value of ${value}, and a call restores ${restores}: ${because}`, () => {
      assert.equal(requirementAt(terms, side, value), needs)
      assert.equal(restoreLevelAt(terms, side, value), restores)
    })
  }

  it('is nothing once the deal is closed', () => {
    const closed = anEscrow(terms, { phase: 'closed', cause: 'matured' })
    const readings = readingsFrom({ from: 99, values: [99n] })
    assert.deepEqual(
      [requirement(terms, closed, 'seller', readings), exposure(terms, closed, 'seller', readings)],
      [0n, 0n],
    )
  })

  it('cannot be told while the index cannot be read', () => {
    const silent = readingsFrom({ from: 99, values: [], isSilent: true })
    assert.equal(requirement(terms, anEscrow(terms), 'seller', silent), null)
    assert.equal(exposure(terms, anEscrow(terms), 'seller', silent), null)
  })

  it('is 14 549 476 for the seller of the golden run at an exposure of 6 674 476', () => {
    // 75 % of 10 500 000 is 7 875 000
    assert.equal(requirementAt(someTerms(), 'seller', 6_674_476n), 14_549_476n)
  })
})

describe('a range-collateralised deal', () => {
  const terms = plainTerms({
    marking: MARKINGS.rangeCollateralised,
    periods: 2,
    floor: indexValue(48n),
    cap: indexValue(53n),
  })
  const risen = readingsFrom({ from: 99, values: [90n] })

  it('has no exposure: its margins cover the whole range', () => {
    assert.equal(exposureAt(terms, 'seller', 60n), 0n)
    assert.equal(exposure(terms, anEscrow(terms), 'seller', risen), 0n)
  })

  it('requires the worst of the days that are left: 3 a day of the seller, 2 of the buyer', () => {
    assert.equal(requirement(terms, anEscrow(terms), 'seller', risen), 60n)
    assert.equal(requirement(terms, anEscrow(terms), 'buyer', risen), 40n)
    assert.equal(requirement(terms, anEscrow(terms, { periodsSettled: 1 }), 'seller', risen), 30n)
  })
})

describe('an index is fresh', () => {
  const terms = plainTerms()
  const cases = [
    {
      last: 103,
      now: startOfDay(104) + 129_600,
      fresh: true,
      because: 'the next fixing is due within 36 hours of the day’s end',
    },
    { last: 103, now: startOfDay(104) + 129_601, fresh: false, because: 'a second later it is overdue' },
    { last: 109, now: startOfDay(500), fresh: true, because: 'every day of the deal is fixed' },
    { last: 108, now: startOfDay(500), fresh: false, because: 'a day is missing' },
  ]
  for (const { last, now, fresh, because } of cases) {
    it(`${fresh ? 'is' : 'is not'} with day ${last} as the last: ${because}`, () => {
      assert.equal(isFresh(terms, flatReadings(100, last, 50n), now), fresh)
    })
  }

  it('is not when the oracle is silent, or does not state its heartbeat', () => {
    assert.equal(isFresh(terms, readingsFrom({ from: 99, values: [50n], isSilent: true }), startOfDay(100)), false)
    assert.equal(isFresh(terms, readingsFrom({ from: 99, values: [50n], heartbeat: null }), startOfDay(100)), false)
  })
})
