import assert from 'node:assert/strict'
import { gasDaysLeft } from '../../../server/domain/sending/gasLeft.ts'

const DAY = 86_400_000

describe('the days that the account which pays gas lasts', () => {
  const cases = [
    { balance: 100n, paid: [{ cost: 10n, at: 0 }], now: DAY, days: 10n, because: '10 a day out of 100' },
    { balance: 99n, paid: [{ cost: 10n, at: 0 }], now: DAY, days: 9n, because: 'a day begun is no day' },
    {
      balance: 100n,
      paid: [
        { cost: 5n, at: DAY },
        { cost: 15n, at: 0 },
      ],
      now: 4 * DAY,
      days: 20n,
      because: '20 in four days are 5 a day',
    },
    { balance: 100n, paid: [], now: DAY, days: null, because: 'nothing was paid yet' },
    { balance: 100n, paid: [{ cost: 10n, at: DAY }], now: DAY, days: null, because: 'it was paid just now' },
  ]
  for (const { balance, paid, now, days, because } of cases) {
    it(`are ${String(days)}: ${because}`, () => {
      assert.equal(gasDaysLeft(balance, paid, now), days)
    })
  }
})
