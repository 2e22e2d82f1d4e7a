import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { mark } from '../../../server/domain/deal/mark.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import { scenarioRows } from '../../../server/domain/deal/scenarios.ts'
import type { ScenarioRow } from '../../../server/domain/deal/scenarios.ts'
import { topUp } from '../../../server/domain/deal/topUp.ts'
import { lockedAtOpen } from '../../../server/domain/terms/locked.ts'
import { lastDay } from '../../../server/domain/terms/schedule.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import { STRANGER, btcPerThDay, flatReadings, plainTerms, someTerms, units } from '../../support/terms.ts'

const NOW = indexValue(50n)

const rowAt = (rows: readonly ScenarioRow[], percent: number) => rows.find((row) => row.percent === percent)!

describe('the scenario table', () => {
  // Ten days fixed at 50, one unit of index a day is one unit of money; margin 100, of which 50 must remain.
  const cases: readonly { percent: number; index: bigint; seller: bigint; called: Side | null; because: string }[] = [
    { percent: -30, index: 35n, seller: 150n, called: 'buyer', because: 'the buyer owes 150 and holds 100' },
    { percent: -10, index: 45n, seller: 50n, called: null, because: 'the buyer holds exactly 50 + 50' },
    { percent: 0, index: 50n, seller: 0n, called: null, because: 'the index is the rate' },
    { percent: 10, index: 55n, seller: -50n, called: null, because: 'the seller holds exactly 50 + 50' },
    { percent: 20, index: 60n, seller: -100n, called: 'seller', because: 'it must hold 150' },
    {
      percent: 30,
      index: 65n,
      seller: -150n,
      called: 'seller',
      because: 'calls met, it pays more than it first locked',
    },
    { percent: 50, index: 75n, seller: -250n, called: 'seller', because: 'there is no cap' },
  ]
  const rows = { seller: scenarioRows(plainTerms(), 'seller', NOW), buyer: scenarioRows(plainTerms(), 'buyer', NOW) }
  for (const { percent, index, seller, called, because } of cases) {
    it(`gives the seller ${seller} at ${percent} %: ${because}`, () => {
      assert.deepEqual(rowAt(rows.seller, percent), { percent, index, net: seller, called })
      assert.deepEqual(rowAt(rows.buyer, percent), { percent, index, net: 0n - seller, called })
    })
  }

  it('has seven rows, from the largest fall to the largest rise', () => {
    assert.deepEqual(
      rows.seller.map(({ percent }) => percent),
      [-30, -10, 0, 10, 20, 30, 50],
    )
  })

  it('counts the premium and the broker’s fee', () => {
    const terms = plainTerms({ premium: units(7n), broker: STRANGER, brokerFee: units(5n) })
    assert.equal(rowAt(scenarioRows(terms, 'seller', NOW), 10).net, -50n + 7n - 2n)
    assert.equal(rowAt(scenarioRows(terms, 'buyer', NOW), 10).net, 50n - 7n - 3n)
  })

  it('stops at the cap and the floor, and never calls where margins cover the range', () => {
    const covered = { marking: MARKINGS.rangeCollateralised, floor: indexValue(40n), cap: indexValue(60n) }
    const seller = scenarioRows(plainTerms(covered), 'seller', NOW)
    assert.deepEqual([rowAt(seller, 20).net, rowAt(seller, 50).net, rowAt(seller, -30).net], [-100n, -100n, 100n])
    assert.ok(seller.every(({ called }) => called === null))
  })

  it('is the golden run’s in BTC: an index 20 % up costs the miner a fifth of 0.42168, and calls it', () => {
    const up = rowAt(scenarioRows(someTerms(), 'seller', btcPerThDay('0.00000502')), 20)
    // 5.02e-6 · 0.2 · 1 000 TH/s · 7 days = 0.007028 a week, for twelve weeks
    assert.equal(up.net, -8_433_600n)
    assert.equal(up.called, 'seller')
    assert.equal(rowAt(scenarioRows(someTerms(), 'seller', btcPerThDay('0.00000502')), 10).called, 'seller')
  })

  const anyTerms: fc.Arbitrary<Terms> = fc
    .record({
      hashrate: fc.bigInt(1n, 50n),
      decimals: fc.constantFrom(16, 17, 18),
      periodDays: fc.integer({ min: 1, max: 9 }),
      periods: fc.integer({ min: 1, max: 6 }),
      sellerMargin: fc.bigInt(0n, 900n).map(units),
      buyerMargin: fc.bigInt(0n, 900n).map(units),
      maintenanceBps: fc.integer({ min: 0, max: 10_000 }),
      minimumTransfer: fc.bigInt(0n, 50n).map(units),
      floor: fc.bigInt(0n, 40n).map(indexValue),
      cap: fc.bigInt(40n, 90n).map(indexValue),
      premium: fc.bigInt(-60n, 60n).map(units),
      brokerFee: fc.bigInt(0n, 9n).map(units),
    })
    .map((wanted) => plainTerms({ ...wanted, broker: STRANGER }))

  it('adds up to what the broker was paid, taken away', () => {
    fc.assert(
      fc.property(anyTerms, fc.bigInt(1n, 200n).map(indexValue), (terms, now) => {
        const buyer = scenarioRows(terms, 'buyer', now)
        for (const { percent, net } of scenarioRows(terms, 'seller', now)) {
          assert.equal(net + rowAt(buyer, percent).net, 0n - terms.brokerFee)
        }
      }),
    )
  })

  it('is what the escrow pays if it is marked every day and every call is met in full', () => {
    fc.assert(
      fc.property(anyTerms, fc.bigInt(1n, 200n).map(indexValue), (terms, now) => {
        for (const { index, net, called } of scenarioRows(terms, 'seller', now)) {
          const lived = livedThrough(terms, index)
          assert.equal(lived.called, called)
          assert.equal(lived.net, net)
        }
      }),
    )
  })
})

/** The whole life of a deal at one index, day by day, by the escrow's own rules. */
function livedThrough(terms: Terms, index: bigint): { net: bigint; called: Side | null } {
  let state = openState(terms)
  let called: Side | null = null
  const sent = { seller: lockedAtOpen(terms, 'seller') + 0n, buyer: lockedAtOpen(terms, 'buyer') + 0n }
  for (let day = terms.startDay - 1; day <= lastDay(terms); day += 1) {
    const readings = flatReadings(terms.startDay, day, index)
    const now = endOfDay(day)
    state = mark(terms, state, readings, now).state
    while (state.phase === 'called') {
      const { callSide: side, due: amount } = state
      called ??= side
      sent[side] += amount
      state = topUp(terms, state, now, { side, payer: terms[side], amount }).state
      if (state.phase !== 'closed') state = mark(terms, state, readings, now).state
    }
  }
  assert.equal(state.cause, 'matured')
  assert.equal(state.balance.seller + state.balance.buyer, sent.seller + sent.buyer - terms.brokerFee)
  return { net: state.balance.seller - sent.seller, called }
}
