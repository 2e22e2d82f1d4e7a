import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { significantDown, significantNearest } from '../../../server/domain/units/significant.ts'

describe('a number by its first three digits', () => {
  const cases = [
    { value: 42_168n, down: 42_100n, nearest: 42_200n, because: 'the rest is more than half' },
    { value: 42_149n, down: 42_100n, nearest: 42_100n, because: 'the rest is less than half' },
    { value: 42_150n, down: 42_100n, nearest: 42_200n, because: 'half goes up' },
    { value: 99_950n, down: 99_900n, nearest: 100_000n, because: 'it may gain a digit' },
    { value: 999n, down: 999n, nearest: 999n, because: 'it has no more' },
    { value: 0n, down: 0n, nearest: 0n, because: 'nothing is nothing' },
  ]
  for (const { value, down, nearest, because } of cases) {
    it(`is ${down} or ${nearest} for ${value}: ${because}`, () => {
      assert.equal(significantDown(value, 3), down)
      assert.equal(significantNearest(value, 3), nearest)
    })
  }

  it('is never further away than one in a hundred', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 120n), (value) => {
        const down = significantDown(value, 3)
        assert.ok(down <= value && (value - down) * 100n <= value)
        const away = significantNearest(value, 3) - value
        assert.ok((away < 0n ? -away : away) * 200n <= value)
      }),
    )
  })
})
