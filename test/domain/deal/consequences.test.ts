import { strict as assert } from 'node:assert'
import { consequences } from '../../../server/domain/deal/consequences.ts'
import { call, put } from '../../../server/domain/terms/instruments.ts'
import { MARKINGS, NO_CAP } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { STRANGER, plainTerms, units } from '../../support/terms.ts'

const ten = { periodDays: 10, periods: 1 }
const covered = { marking: MARKINGS.rangeCollateralised }

describe('what signing would mean', () => {
  const cases: readonly {
    terms: Partial<Terms>
    side: Side
    locked: bigint
    loss: bigint
    gain: bigint
    even: bigint | null
    because: string
  }[] = [
    {
      terms: {},
      side: 'seller',
      locked: 100n,
      loss: 100n,
      gain: 100n,
      even: 50n,
      because: 'without a cap the loss is bounded by the own margin, the gain by the other’s',
    },
    {
      terms: { ...covered, floor: indexValue(44n), cap: indexValue(57n) },
      side: 'seller',
      locked: 100n,
      loss: 70n,
      gain: 60n,
      even: 50n,
      because: 'ten days at 7 above, or 6 below',
    },
    {
      terms: { floor: indexValue(44n), cap: indexValue(57n) },
      side: 'seller',
      locked: 100n,
      loss: 100n,
      gain: 90n,
      even: 50n,
      because: 'marked: a default adds the penalty of 30, up to the account',
    },
    {
      terms: { ...covered, ...call({ strike: indexValue(50n), cap: indexValue(60n), premium: units(25n), ...ten }) },
      side: 'buyer',
      locked: 125n,
      loss: 25n,
      gain: 75n,
      even: 53n,
      because:
        'the premium is all a call can lose; 2.5 a day above the strike pays for it, rounded up against the buyer',
    },
    {
      terms: { ...covered, ...call({ strike: indexValue(50n), cap: indexValue(60n), premium: units(25n), ...ten }) },
      side: 'seller',
      locked: 100n,
      loss: 75n,
      gain: 25n,
      even: 52n,
      because: 'the other side of it, rounded down against the seller',
    },
    {
      terms: { ...covered, ...put({ strike: indexValue(50n), floor: indexValue(40n), premium: units(20n), ...ten }) },
      side: 'seller',
      locked: 120n,
      loss: 20n,
      gain: 80n,
      even: 48n,
      because: 'a miner’s put: the premium at most, and 2 a day below the strike pays for it',
    },
    {
      terms: { broker: STRANGER, brokerFee: units(41n) },
      side: 'buyer',
      locked: 121n,
      loss: 121n,
      gain: 79n,
      even: 53n,
      because: 'half the broker’s fee and the odd unit come on top',
    },
    {
      terms: { ...covered, ...call({ strike: indexValue(50n), cap: indexValue(52n), premium: units(30n), ...ten }) },
      side: 'buyer',
      locked: 130n,
      loss: 30n,
      gain: -10n,
      even: null,
      because: 'a premium above the whole range: nothing can win it back',
    },
    {
      terms: { cap: NO_CAP, premium: units(-600n) },
      side: 'buyer',
      locked: 100n,
      loss: -70n,
      gain: 700n,
      even: null,
      because: 'it is paid 600 for ten days at 50: an index of 0 and its own default cost 530 and leave it 70 ahead',
    },
  ]
  for (const { terms, side, locked, loss, gain, even, because } of cases) {
    it(`for the ${side}: ${because}`, () => {
      assert.deepEqual(consequences(plainTerms(terms), side), {
        locked,
        largestLoss: loss,
        largestGain: gain,
        breakEven: even,
      })
    })
  }
})
