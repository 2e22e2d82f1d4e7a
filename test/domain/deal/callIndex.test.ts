import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { callIndexToday } from '../../../server/domain/deal/callIndex.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import { call, put } from '../../../server/domain/terms/instruments.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import { btcPerThDay, flatReadings, plainTerms, someTerms, units } from '../../support/terms.ts'

const ten = { periodDays: 10, periods: 1 }

describe('the index at which a side would be called today', () => {
  // Ten days fixed at 50; of a margin of 100, 50 must remain on top of what the side would owe.
  const cases: readonly { terms: Partial<Terms>; seller: bigint | null; buyer: bigint | null; because: string }[] = [
    { terms: {}, seller: 56n, buyer: 44n, because: 'at 55 and 45 the margin is exactly enough' },
    {
      terms: { minimumTransfer: units(75n) },
      seller: 58n,
      buyer: 42n,
      because: 'restoring the margin must take at least 75: at 57 it takes 70',
    },
    { terms: { cap: indexValue(55n) }, seller: null, buyer: 44n, because: 'above the cap the seller owes no more' },
    { terms: { floor: indexValue(45n) }, seller: 56n, buyer: null, because: 'below the floor the buyer owes no more' },
    {
      terms: { marking: MARKINGS.rangeCollateralised, floor: indexValue(40n), cap: indexValue(60n) },
      seller: null,
      buyer: null,
      because: 'margins that cover the range are never called',
    },
    {
      terms: call({ strike: indexValue(50n), cap: indexValue(90n), premium: units(20n), ...ten }),
      seller: 58n,
      buyer: null,
      because: 'the seller of a call holds the premium too, its buyer owes nothing',
    },
    {
      terms: put({ strike: indexValue(50n), floor: indexValue(10n), premium: units(20n), ...ten }),
      seller: null,
      buyer: 42n,
      because: 'and the writer of a put the other way round',
    },
    { terms: { maintenanceBps: 10_000 }, seller: 51n, buyer: 49n, because: 'all of the margin must remain' },
  ]
  for (const { terms, seller, buyer, because } of cases) {
    it(`is ${seller} for the seller and ${buyer} for the buyer: ${because}`, () => {
      assert.equal(callIndexToday(plainTerms(terms), 'seller'), seller)
      assert.equal(callIndexToday(plainTerms(terms), 'buyer'), buyer)
    })
  }

  it('is 6.2 % above the golden run’s rate, where a quarter of the margin is used up', () => {
    // 0.02625 BTC over 84 days of 1 000 TH/s are 3.125e-7 a day: at 5.3325e-6 exactly, nothing is missing yet. One satoshi more over
    // the whole deal is 1e10 / 84 000 = 119 047.6… of the index’s own unit a day.
    assert.equal(callIndexToday(someTerms(), 'seller'), btcPerThDay('0.0000053325') + 119_048n)
  })

  it('is the first at which a mark calls, and no nearer one does', () => {
    const anyTerms = fc.record({
      hashrate: fc.bigInt(1n, 9n),
      decimals: fc.constantFrom(17, 18),
      periods: fc.integer({ min: 1, max: 4 }),
      sellerMargin: fc.bigInt(0n, 900n).map(units),
      buyerMargin: fc.bigInt(0n, 900n).map(units),
      maintenanceBps: fc.integer({ min: 0, max: 10_000 }),
    })
    fc.assert(
      fc.property(anyTerms, fc.constantFrom<Side>('seller', 'buyer'), (wanted, side) => {
        const terms = plainTerms(wanted)
        const index = callIndexToday(terms, side)
        if (index === null) return
        assert.equal(calledAt(terms, index), side)
        assert.notEqual(calledAt(terms, side === 'seller' ? index - 1n : index + 1n), side)
      }),
    )
  })
})

/** The side that is called if a deal is opened and marked the day before it begins, at this index. */
function calledAt(terms: Terms, index: bigint): Side | null {
  const today = terms.startDay - 1
  const { phase, callSide } = mark(terms, openState(terms), flatReadings(today, today, index), endOfDay(today)).state
  return phase === 'called' ? callSide : null
}
