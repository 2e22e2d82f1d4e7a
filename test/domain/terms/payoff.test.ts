import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { brokerFeePaidBy, lockedAtOpen, openingBalances } from '../../../server/domain/terms/locked.ts'
import { notional } from '../../../server/domain/terms/notional.ts'
import { periodPayoff, scale, settlementAmount, worstCase } from '../../../server/domain/terms/payoff.ts'
import { firstDayOf, lastDay, lastDayOf, totalDays } from '../../../server/domain/terms/schedule.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { btcPerThDay, plainTerms, someTerms, units, wbtc } from '../../support/terms.ts'

describe('the schedule of twelve weeks from 17 May 2021, day 18 764', () => {
  const terms = someTerms()

  it('has 84 days, the last of which is day 18 847', () => {
    assert.equal(totalDays(terms), 84)
    assert.equal(lastDay(terms), 18_847)
  })

  it('has weeks that follow one another without a gap', () => {
    assert.deepEqual([firstDayOf(terms, 0), lastDayOf(terms, 0)], [18_764, 18_770])
    assert.deepEqual([firstDayOf(terms, 1), lastDayOf(terms, 1)], [18_771, 18_777])
    assert.deepEqual([firstDayOf(terms, 11), lastDayOf(terms, 11)], [18_841, 18_847])
  })
})

describe('what a period of ten days at a fixed rate of 50 comes to', () => {
  const cases = [
    {
      sum: 530n,
      floor: 0n,
      cap: 1_000n,
      amount: 30n,
      because: 'the index was 3 a day above the fixed rate: the seller owes',
    },
    { sum: 470n, floor: 0n, cap: 1_000n, amount: -30n, because: 'it was 3 a day below: the buyer owes' },
    { sum: 500n, floor: 0n, cap: 1_000n, amount: 0n, because: 'it was what was agreed' },
    { sum: 900n, floor: 0n, cap: 60n, amount: 100n, because: 'the cap counts at most 60 a day' },
    { sum: 100n, floor: 45n, cap: 60n, amount: -50n, because: 'the floor counts at least 45 a day' },
    { sum: 470n, floor: 50n, cap: 60n, amount: 0n, because: 'a call: the buyer never owes' },
    { sum: 530n, floor: 40n, cap: 50n, amount: 0n, because: 'a put: the seller never owes' },
  ]
  for (const { sum, floor, cap, amount, because } of cases) {
    it(`is ${amount} when the fixings sum to ${sum} in ${floor}..${cap}: ${because}`, () => {
      const terms = plainTerms({ floor: indexValue(floor), cap: indexValue(cap) })
      assert.equal(settlementAmount(terms, sum), amount)
    })
  }

  it('has no cap at all where the cap is the largest number, up to 2^120 − 1 a day', () => {
    const terms = plainTerms({ cap: indexValue(2n ** 128n - 1n) })
    assert.equal(periodPayoff(terms, 2n ** 127n), 10n * (2n ** 120n - 1n) - 500n)
  })
})

describe('an amount in base units', () => {
  // 1 000 TH/s and 8 decimals: 1e-18 per TH/s is 1e11 / 1e18 = 1e-7 of a base unit.
  const terms = someTerms()
  const cases = [
    { perTerahash: 9_999_999n, amount: 0n, because: 'less than one unit is nothing' },
    { perTerahash: 10_000_000n, amount: 1n, because: 'exactly one unit' },
    { perTerahash: -9_999_999n, amount: 0n, because: 'a small debt is nothing too: cut off towards zero, not down' },
    { perTerahash: -19_999_999n, amount: -1n, because: 'one unit and a rest' },
    {
      perTerahash: -1_347_131_163n,
      amount: -134n,
      because: 'the first week of the golden run: 7 · (5 019 807 552 691 − 5 020 000 000 000)',
    },
  ]
  for (const { perTerahash, amount, because } of cases) {
    it(`is ${amount} for ${perTerahash}: ${because}`, () => {
      assert.equal(scale(terms, perTerahash), amount)
    })
  }

  it('has the same magnitude for both sides, and loses less than a unit', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 130n), 2n ** 130n), fc.bigInt(1n, 2n ** 64n - 1n), (perTerahash, hashrate) => {
        const sized = someTerms({ hashrate })
        const amount = scale(sized, perTerahash)
        const exact = perTerahash * hashrate * 10n ** 8n
        assert.equal(scale(sized, -perTerahash), -amount)
        const lost = exact - amount * 10n ** 18n
        assert.ok(perTerahash >= 0n ? lost >= 0n && lost < 10n ** 18n : lost <= 0n && lost > -(10n ** 18n))
      }),
    )
  })
})

describe('the worst that the remaining days can cost', () => {
  const terms = plainTerms({ floor: indexValue(45n), cap: indexValue(62n) })

  it('is the cap above the fixed rate for the seller: 12 a day', () => {
    assert.equal(worstCase(terms, 'seller', 10), 120n)
  })

  it('is the fixed rate above the floor for the buyer: 5 a day', () => {
    assert.equal(worstCase(terms, 'buyer', 7), 35n)
  })

  it('is nothing for a side that can only receive', () => {
    assert.equal(worstCase(plainTerms({ floor: indexValue(55n), cap: indexValue(62n) }), 'buyer', 10), 0n)
    assert.equal(worstCase(plainTerms({ floor: indexValue(40n), cap: indexValue(48n) }), 'seller', 10), 0n)
  })
})

describe('the notional', () => {
  it('of 1 000 TH/s for 84 days at 0.00002 BTC is 1.68 BTC', () => {
    assert.equal(notional(someTerms({ fixedRate: btcPerThDay('0.00002') })), wbtc('1.68'))
  })
})

describe('what both sides send in at the opening', () => {
  const margins = { sellerMargin: units(1_000n), buyerMargin: units(2_000n) }
  const cases = [
    {
      premium: 0n,
      fee: 0n,
      locks: [1_000n, 2_000n],
      holds: [1_000n, 2_000n],
      because: 'margins alone',
    },
    {
      premium: 70n,
      fee: 0n,
      locks: [1_000n, 2_070n],
      holds: [1_070n, 2_000n],
      because: 'a premium from the buyer is in the seller’s account at once',
    },
    {
      premium: -70n,
      fee: 0n,
      locks: [1_070n, 2_000n],
      holds: [1_000n, 2_070n],
      because: 'a negative premium goes the other way',
    },
    {
      premium: 70n,
      fee: 15n,
      locks: [1_007n, 2_078n],
      holds: [1_070n, 2_000n],
      because: 'of the fee each pays half, the odd unit the buyer, and none of it stays',
    },
  ]
  for (const { premium, fee, locks, holds, because } of cases) {
    it(`is ${locks.join(' and ')} with a premium of ${premium} and a fee of ${fee}: ${because}`, () => {
      const terms = someTerms({ ...margins, premium: units(premium), brokerFee: units(fee) })
      assert.deepEqual([lockedAtOpen(terms, 'seller'), lockedAtOpen(terms, 'buyer')], locks)
      assert.deepEqual(openingBalances(terms), { seller: holds[0], buyer: holds[1] })
    })
  }

  it('is shared to the last unit: what is locked is what is held and the fee', () => {
    fc.assert(
      fc.property(fc.bigInt(-1_000n, 1_000n), fc.bigInt(0n, 1_000n), (premium, fee) => {
        const terms = someTerms({ ...margins, premium: units(premium), brokerFee: units(fee) })
        const held = openingBalances(terms)
        const locked = lockedAtOpen(terms, 'seller') + lockedAtOpen(terms, 'buyer')
        assert.equal(locked, held.seller + held.buyer + fee)
        assert.ok(brokerFeePaidBy(terms, 'buyer') - brokerFeePaidBy(terms, 'seller') <= 1n)
      }),
    )
  })
})
