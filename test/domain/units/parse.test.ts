import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { Refusal } from '../../../server/domain/refusals.ts'
import { parseAmount, parseDecimal, parseIndexValue } from '../../../server/domain/units/parse.ts'
import { printDecimal, printIndexValue } from '../../../server/domain/units/print.ts'
import { isRefusal } from '../../support/refusals.ts'

describe('an amount as a person types it', () => {
  const cases = [
    { text: '0.105', amount: 10_500_000n, because: 'eight decimals' },
    { text: '1', amount: 100_000_000n, because: 'a whole coin' },
    { text: '0.00000001', amount: 1n, because: 'the smallest unit' },
    { text: '-0.021', amount: -2_100_000n, because: 'a premium may go the other way' },
    { text: '007.50', amount: 750_000_000n, because: 'zeros in front and behind mean nothing' },
    { text: '21000000', amount: 2_100_000_000_000_000n, because: 'every coin there will be' },
    {
      text: '123456789012345678901234567890',
      amount: 12345678901234567890123456789000000000n,
      because: 'no float is involved',
    },
  ]
  for (const { text, amount, because } of cases) {
    it(`is ${amount} base units for "${text}" of a token with 8 decimals: ${because}`, () => {
      assert.equal(parseAmount(text, 8), amount)
    })
  }

  const refused = [
    '',
    ' ',
    '.',
    '1.',
    '.5',
    '+1',
    '1e3',
    '0x10',
    '1,5',
    '1 000',
    "1'000",
    '--1',
    '1.2.3',
    'NaN',
    '١',
    '1\n',
  ]
  for (const text of refused) {
    it(`is refused as no number when it reads ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDecimal(text, 8), isRefusal('notANumber'))
    })
  }

  it('is refused rather than rounded when it has more decimals than the token', () => {
    assert.throws(() => parseAmount('0.123456789', 8), isRefusal('tooManyDigits'))
    assert.throws(() => parseAmount('1.0', 0), isRefusal('tooManyDigits'))
  })

  it('is refused when it is absurdly long', () => {
    assert.throws(() => parseDecimal('9'.repeat(79), 0), isRefusal('tooManyDigits'))
  })

  it('is refused with the text it was, so that a page can say so', () => {
    assert.throws(
      () => parseDecimal('ten', 8),
      (error) => error instanceof Refusal && error.facts.text === 'ten',
    )
  })
})

describe('an index value', () => {
  it('counts 1e-18 quote units', () => {
    assert.equal(parseIndexValue('0.00000502'), 5_020_000_000_000n)
  })

  it('is printed with all its eighteen decimals', () => {
    assert.equal(printIndexValue(39_580_652_517_445n), '0.000039580652517445')
  })
})

describe('a number printed in full', () => {
  const cases = [
    { value: 0n, decimals: 8, text: '0.00000000' },
    { value: -1n, decimals: 8, text: '-0.00000001' },
    { value: 123n, decimals: 0, text: '123' },
    { value: 100_000_000n, decimals: 8, text: '1.00000000' },
  ]
  for (const { value, decimals, text } of cases) {
    it(`is "${text}" for ${value} with ${decimals} decimals`, () => {
      assert.equal(printDecimal(value, decimals), text)
    })
  }

  it('reads back as the same number, whatever it is', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 200n), 2n ** 200n), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        assert.equal(parseDecimal(printDecimal(value, decimals), decimals), value)
      }),
    )
  })
})
