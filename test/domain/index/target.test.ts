import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { nextBits } from '../../../server/domain/index/retarget.ts'
import { bitsOf, targetOf } from '../../../server/domain/index/target.ts'

const TWO_WEEKS = 14 * 86_400
const EASIEST = 0x1d00ffff

describe('a target', () => {
  const cases = [
    { bits: 0x1d00ffff, target: 0xffffn << 208n, because: 'difficulty 1' },
    { bits: 0x1b0404cb, target: 0x0404cbn << 192n, because: 'the example of the Bitcoin wiki' },
    { bits: 0x03123456, target: 0x123456n, because: 'three bytes are written as they are' },
    { bits: 0x04123456, target: 0x12345600n, because: 'a fourth byte is zero' },
    {
      bits: 0x02008000,
      target: 0x80n,
      because: 'a leading byte of 0x80 gets a zero before it, or it would read as a minus sign',
    },
  ]
  for (const { bits, target, because } of cases) {
    it(`0x${bits.toString(16)} is decoded and encoded exactly: ${because}`, () => {
      assert.equal(targetOf(bits), target)
      assert.equal(bitsOf(target), bits)
    })
  }

  it('loses all but its three leading bytes when it is encoded', () => {
    assert.equal(bitsOf(0x123456_789an), 0x05123456)
    assert.equal(bitsOf(0x92345678n), 0x05009234)
  })

  it('once encoded stays what it is', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, (1n << 224n) - 1n), (target) => {
        const bits = bitsOf(target)
        assert.equal(bitsOf(targetOf(bits)), bits)
        assert.ok(targetOf(bits) <= target && target - targetOf(bits) < target / 32_768n + 1n)
      }),
    )
  })

  for (const bits of [0x01800000, 0x1d800001, 0x00000000, 0x1d000000, 0x01003456, 0xff123456]) {
    it(`does not exist for 0x${bits.toString(16)}: negative, zero or larger than a hash`, () => {
      assert.throws(() => targetOf(bits), RangeError)
    })
  }
})

describe('the next epoch', () => {
  const cases = [
    { taken: TWO_WEEKS, bits: 0x1b0404cb, next: 0x1b0404cb, because: 'two weeks change nothing' },
    {
      taken: TWO_WEEKS / 2,
      bits: 0x1b0404cb,
      next: 0x1b020265,
      because: 'half the time doubles the difficulty: 0x0404cb / 2 = 0x020265.8, cut',
    },
    {
      taken: 1,
      bits: 0x1b0404cb,
      next: 0x1b010132,
      because: 'no more than four times harder at once: 0x0404cb / 4 = 0x010132.c, cut',
    },
    { taken: -5, bits: 0x1b0404cb, next: 0x1b010132, because: 'even if the clocks ran backwards' },
    {
      taken: 9 * TWO_WEEKS,
      bits: 0x1b0404cb,
      next: 0x1b10132c,
      because: 'no more than four times easier at once: 4 · 0x0404cb = 0x10132c',
    },
    { taken: 2 * TWO_WEEKS, bits: EASIEST, next: EASIEST, because: 'nothing is easier than the limit' },
  ]
  for (const { taken, bits, next, because } of cases) {
    it(`has 0x${next.toString(16)} after ${taken} s at 0x${bits.toString(16)}: ${because}`, () => {
      assert.equal(nextBits(bits, 1_000_000, 1_000_000 + taken), next)
    })
  }

  it('of the first one on the chain stays at difficulty 1: it took 2 055 491 s, more than two weeks, and nothing is easier', () => {
    assert.equal(nextBits(EASIEST, 1_231_006_505, 1_233_061_996), EASIEST)
  })

  it('was harder for the first time at block 32 256: the one before took 1 022 578 s, 0.8454 of two weeks', () => {
    // Header times of blocks 30 240 and 32 255; block 32 256 carries 0x1d00d86a.
    assert.equal(nextBits(EASIEST, 1_261_130_161, 1_262_152_739), 0x1d00d86a)
  })
})
