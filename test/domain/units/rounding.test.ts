import { strict as assert } from 'node:assert'
import { clamp, divDown, divTowardsZero, divUp } from '../../../server/domain/units/rounding.ts'

describe('a division that does not come out even', () => {
  const cases = [
    { n: 7n, up: 4n, down: 3n, cut: 3n, because: 'three and a half' },
    { n: -7n, up: -3n, down: -4n, cut: -3n, because: 'a debt of three and a half: cut off at the point it is three' },
    { n: 8n, up: 4n, down: 4n, cut: 4n, because: 'nothing to round' },
    { n: -8n, up: -4n, down: -4n, cut: -4n, because: 'nothing to round' },
    { n: 0n, up: 0n, down: 0n, cut: 0n, because: 'nothing at all' },
    { n: 1n, up: 1n, down: 0n, cut: 0n, because: 'the smallest part counts as a whole only upwards' },
    { n: -1n, up: 0n, down: -1n, cut: 0n, because: 'the smallest debt counts as a whole only downwards' },
  ]
  for (const { n, up, down, cut, because } of cases) {
    it(`of ${n} by 2 gives ${up} up, ${down} down, ${cut} towards zero: ${because}`, () => {
      assert.deepEqual([divUp(n, 2n), divDown(n, 2n), divTowardsZero(n, 2n)], [up, down, cut])
    })
  }
})

describe('a value kept within a range', () => {
  const cases = [
    { value: 3n, kept: 5n, because: 'below the range the floor counts' },
    { value: 5n, kept: 5n, because: 'the floor itself is inside' },
    { value: 7n, kept: 7n, because: 'inside nothing changes' },
    { value: 9n, kept: 8n, because: 'above the range the cap counts' },
  ]
  for (const { value, kept, because } of cases) {
    it(`is ${kept} when ${value} is kept within 5..8: ${because}`, () => {
      assert.equal(clamp(value, 5n, 8n), kept)
    })
  }
})
