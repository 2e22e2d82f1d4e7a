import assert from 'node:assert/strict'
import { difficultyOf, epochsBegunBy, nextHalving, nextRetarget } from '../../../server/domain/index/difficulty.ts'
import type { DifficultyEpoch } from '../../../server/domain/index/epochs.ts'

/** Real epochs around 13 May 2021, by their headers. */
const MAY_2021: readonly DifficultyEpoch[] = [
  epoch(679_392, 0x170beb93, 1_618_459_207),
  epoch(681_408, 0x170da8a1, 1_619_840_009),
  epoch(683_424, 0x170b3ce9, 1_620_884_427),
]

function epoch(firstHeight: number, bits: number, firstTime: number): DifficultyEpoch {
  return { firstHeight, bits, firstTime, lastTime: null, firstHash: null, lastHash: null, isTimeEstimated: false }
}

describe('the difficulty of an epoch', () => {
  it('is 1 at the target that everything began with', () => {
    assert.equal(difficultyOf(epoch(0, 0x1d00ffff, 1_231_006_505)), 1n)
  })

  it('is the number that was published for 13 May 2021', () => {
    assert.equal(difficultyOf(MAY_2021[2]!), 25_046_487_590_083n)
  })
})

describe('what may be told of retargets at some desk time', () => {
  it('are the epochs begun by then, the one that begins at that very second included', () => {
    assert.equal(epochsBegunBy(MAY_2021, 1_619_840_009).length, 2)
    assert.equal(epochsBegunBy(MAY_2021, 1_619_840_008).length, 1)
  })

  it('expects the next one 14 days after the last, whatever the table knows of later times', () => {
    const begun = epochsBegunBy(MAY_2021, 1_620_000_000)
    const expectedAt = 1_619_840_009 + 1_209_600
    assert.deepEqual(nextRetarget(begun), { height: 683_424, expectedAt, pace: 'intended' })
    assert.equal(nextRetarget([]), null)
  })
})

describe('the next retarget where the newest block is known', () => {
  // The epoch of 1 May 2021 begins at height 681,408.
  const begun = epochsBegunBy(MAY_2021, 1_620_000_000)

  it('is expected at the pace of the blocks so far', () => {
    // A quarter of the epoch, 504 blocks, at eleven minutes: the other 1,512 take three times as long.
    const time = 1_619_840_009 + 504 * 660
    const expected = { height: 683_424, expectedAt: time + 3 * 504 * 660, pace: 'seen' }
    assert.deepEqual(nextRetarget(begun, { height: 681_408 + 504, time }), expected)
  })

  it('is expected at the intended pace while fewer than a day’s worth of blocks have come', () => {
    const newest = { height: 681_408 + 143, time: 1_619_840_009 + 143 * 300 }
    assert.equal(nextRetarget(begun, newest)!.pace, 'intended')
    assert.equal(nextRetarget(begun, { ...newest, height: 681_408 + 144 })!.pace, 'seen')
  })
})

describe('the next halving', () => {
  it('is told with the block at which the index follows: the first retarget at or after it', () => {
    // 840 000 = 416 epochs of 2 016 and 1 344 blocks more; the next epoch begins at 417 · 2 016 = 840 672.
    const halving = nextHalving(MAY_2021)!
    assert.equal(halving.height, 840_000)
    assert.equal(halving.indexFollowsAtHeight, 840_672)
    assert.equal(halving.subsidySat, 312_500_000n)
    // 156 576 blocks at 600 seconds.
    assert.equal(halving.expectedAt, 1_620_884_427 + 156_576 * 600)
  })
})
