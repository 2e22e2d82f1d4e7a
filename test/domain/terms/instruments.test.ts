import { strict as assert } from 'node:assert'
import { call, cappedForward, collar, forward, put, swap } from '../../../server/domain/terms/instruments.ts'
import { settlementAmount } from '../../../server/domain/terms/payoff.ts'
import { NO_CAP } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { plainTerms, units } from '../../support/terms.ts'

const rate = indexValue(50n)
const weekly = { periodDays: 10, periods: 3 }

describe('the instruments people ask for', () => {
  const instruments = [
    { name: 'swap', fields: swap({ fixedRate: rate, ...weekly }), at40: -100n, at70: 200n, premium: 0n, periods: 3 },
    {
      name: 'forward',
      fields: forward({ fixedRate: rate, days: 10 }),
      at40: -100n,
      at70: 200n,
      premium: 0n,
      periods: 1,
    },
    {
      name: 'capped forward',
      fields: cappedForward({ fixedRate: rate, cap: indexValue(60n), days: 10 }),
      at40: -100n,
      at70: 100n,
      premium: 0n,
      periods: 1,
    },
    {
      name: 'collar',
      fields: collar({ fixedRate: rate, floor: indexValue(45n), cap: indexValue(60n), ...weekly }),
      at40: -50n,
      at70: 100n,
      premium: 0n,
      periods: 3,
    },
    {
      name: 'call',
      fields: call({ strike: rate, cap: NO_CAP, premium: units(9n), ...weekly }),
      at40: 0n,
      at70: 200n,
      premium: 9n,
      periods: 3,
    },
    {
      name: 'put',
      fields: put({ strike: rate, floor: indexValue(0n), premium: units(9n), ...weekly }),
      at40: -100n,
      at70: 0n,
      premium: -9n,
      periods: 3,
    },
  ]
  for (const { name, fields, at40, at70, premium, periods } of instruments) {
    const terms = plainTerms(fields)

    it(`a ${name} at 50 settles ten days at 40 with ${at40} and ten days at 70 with ${at70}`, () => {
      assert.deepEqual([settlementAmount(terms, 400n), settlementAmount(terms, 700n)], [at40, at70])
    })

    it(`a ${name} settles ${periods} times, with a premium of ${premium} from buyer to seller`, () => {
      assert.deepEqual([terms.periods, terms.premium], [periods, premium])
    })
  }
})
