import { strict as assert } from 'node:assert'
import { bme14, subsidyAt } from '../../../server/domain/index/bme.ts'
import { epochContaining, epochOfDay } from '../../../server/domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../../server/domain/index/epochs.ts'
import { bmeOfEpoch, fixingOfDay, seriesValueOfEpoch, valueAtHeight } from '../../../server/domain/index/fixings.ts'
import { hashpriceBtc, hashpriceUsd } from '../../../server/domain/index/hashprice.ts'
import { seriesId } from '../../../server/domain/index/readings.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'

const DAY = 86_400

/** Epochs of difficulty 1 that begin at the given times. */
function epochsFrom(...times: readonly number[]): readonly DifficultyEpoch[] {
  return times.map((firstTime, number) => ({
    firstHeight: number * 2_016,
    bits: 0x1d00ffff,
    firstTime,
    lastTime: null,
    firstHash: null,
    lastHash: null,
    isTimeEstimated: false,
  }))
}

describe('what a block creates', () => {
  const cases = [
    { height: 0, sat: 5_000_000_000n },
    { height: 209_999, sat: 5_000_000_000n },
    { height: 210_000, sat: 2_500_000_000n },
    { height: 630_000, sat: 625_000_000n },
    { height: 840_000, sat: 312_500_000n },
    { height: 1_050_000, sat: 156_250_000n },
    { height: 64 * 210_000, sat: 0n },
  ]
  for (const { height, sat } of cases) {
    it(`is ${sat} sat at height ${height}`, () => {
      assert.equal(subsidyAt(height), sat)
    })
  }
})

describe('BME14', () => {
  it('at difficulty 1 and 50 BTC is 1e12 · 86 400 · 50 / 2^32 BTC per TH/s per day, rounded down', () => {
    // 1e12 · 86 400 · 50 / 4 294 967 296 = 1 005 828 380.584716796875 exactly, for the divisor is a power of two
    assert.equal(bme14(0xffffn << 208n, 5_000_000_000n), 1_005_828_380_584_716_796_875_000_000n)
  })

  it('takes the subsidy of its first block: a halving inside an epoch counts from the next', () => {
    // The halving at 210 000 falls into the epoch from 209 664; the next begins at 211 680.
    const before = { ...epochsFrom(1)[0], firstHeight: 209_664 } as DifficultyEpoch
    assert.equal(bmeOfEpoch(before), 1_005_828_380_584_716_796_875_000_000n)
    assert.equal(bmeOfEpoch({ ...before, firstHeight: 211_680 }), 502_914_190_292_358_398_437_500_000n)
  })
})

describe('the averaged series', () => {
  const times = Array.from({ length: 20 }, (_, number) => number * 14 * DAY + 1)
  const halfDifficulty = 0x1d01fffe
  // Epochs 0..9 at difficulty 1, 10..19 at half of it: twice the output.
  const epochs = epochsFrom(...times).map((epoch, number) => (number < 10 ? epoch : { ...epoch, bits: halfDifficulty }))
  const one = 1_005_828_380_584_716_796_875_000_000n

  const firsts: readonly { series: SeriesName; height: number }[] = [
    { series: 'BME14', height: 0 },
    { series: 'BME28', height: 2_016 },
    { series: 'BME56', height: 6_048 },
    { series: 'BME84', height: 10_080 },
    { series: 'BME168', height: 22_176 },
  ]
  for (const { series, height } of firsts) {
    it(`${series} is defined from height ${height} on and not a block before`, () => {
      assert.notEqual(valueAtHeight(epochs, series, height), null)
      assert.equal(valueAtHeight(epochs, series, height - 1), null)
    })
  }

  it('BME56 takes the mean of the last four epochs: two at one and two at twice the output make one and a half', () => {
    assert.equal(seriesValueOfEpoch(epochs, 11, 'BME56'), (one * 3n) / 2n)
  })

  it('BME84 takes six: one of them at twice the output makes seven sixths', () => {
    // 7 · 1 005 828 380.584716796875 / 6 = 1 173 466 444.0155029296875
    assert.equal(seriesValueOfEpoch(epochs, 10, 'BME84'), 1_173_466_444_015_502_929_687_500_000n)
  })

  it('rounds its mean down', () => {
    // The epochs of heights 572 544 and 574 560: (39 580 652 517 445 + 37 518 758 772 942) / 2 = 38 549 705 645 193.5
    const [older, newer] = epochsFrom(1, 2)
    assert.ok(older !== undefined && newer !== undefined)
    const pair = [
      { ...older, firstHeight: 572_544, bits: 0x172c4e11 },
      { ...newer, firstHeight: 574_560, bits: 0x1729ff38 },
    ]
    assert.deepEqual(pair.map(bmeOfEpoch), [39_580_652_517_445n, 37_518_758_772_942n])
    assert.equal(seriesValueOfEpoch(pair, 1, 'BME28'), 38_549_705_645_193n)
  })

  it('is not known for an epoch that is not', () => {
    assert.equal(seriesValueOfEpoch(epochs, 20, 'BME14'), null)
    assert.equal(seriesValueOfEpoch(epochs, -1, 'BME14'), null)
  })
})

describe('the epoch of a height', () => {
  const epochs = epochsFrom(1, 2)
  const cases = [
    { height: 0, first: 0 },
    { height: 2_015, first: 0 },
    { height: 2_016, first: 2_016 },
    { height: 4_031, first: 2_016 },
    { height: 4_032, first: null },
    { height: -1, first: null },
  ]
  for (const { height, first } of cases) {
    it(`${height} is ${first === null ? 'not known' : `the one from ${first}`}`, () => {
      assert.equal(epochContaining(epochs, height)?.firstHeight ?? null, first)
    })
  }
})

describe('the epoch of a day', () => {
  // Begins within day 10, exactly with day 20, and in the last second of day 30.
  const epochs = epochsFrom(10 * DAY + 5, 20 * DAY, 31 * DAY - 1)
  const cases = [
    { day: 9, first: null, because: 'there was no block yet' },
    { day: 10, first: 0, because: 'it began during that day' },
    { day: 19, first: 0, because: 'a first header exactly at the end of a day belongs to the next' },
    { day: 20, first: 2_016, because: 'it began with that day' },
    { day: 29, first: 2_016, because: 'the next began a day later' },
    { day: 30, first: 4_032, because: 'what is in force at the end of the day counts for the whole day' },
    { day: 31, first: null, because: 'a retarget may have happened since that is not known' },
  ]
  for (const { day, first, because } of cases) {
    it(`${day} is ${first === null ? 'not known' : `the one from ${first}`}: ${because}`, () => {
      assert.equal(epochOfDay(epochs, day)?.firstHeight ?? null, first)
    })
  }

  it('gives the fixing, with the epoch it comes from', () => {
    const fixing = fixingOfDay(epochs, 'BME14', 20)
    assert.deepEqual([fixing?.epoch.firstHeight, fixing?.value], [2_016, 1_005_828_380_584_716_796_875_000_000n])
    assert.equal(fixingOfDay(epochs, 'BME56', 20), null)
  })
})

describe('hashprice', () => {
  // Difficulty 121e12, 3.125 BTC a block, BTC at 84 524.2 USD; the target is that of the difficulty, rounded down.
  const target = (65_535n << 208n) / 121_000_000_000_000n
  const rewards = { target, subsidySat: 312_500_000n, feesSat: 0n, blocks: 144 }

  it('is 0.000519539452781362 BTC per PH/s per day at difficulty 121e12', () => {
    assert.equal(hashpriceBtc(rewards), 519_539_452_781n)
  })

  it('is 43.91365661 USD per PH/s per day with BTC at 84 524.2 USD', () => {
    // Per TH/s a thousandth of it: 0.04391365661…, to eleven places
    assert.equal(hashpriceUsd(rewards, 8_452_420_000_000n) / 10n ** 7n, 4_391_365_661n)
  })

  it('counts fees like subsidy: 3.025 BTC and 0.1 BTC of fees a block make the same', () => {
    assert.equal(hashpriceBtc({ ...rewards, subsidySat: 302_500_000n, feesSat: 144n * 10_000_000n }), 519_539_452_781n)
  })
})

describe('the name of a series on chain', () => {
  it('is its ASCII, padded to 32 bytes', () => {
    assert.equal(seriesId('BME14'), `0x424d453134${'00'.repeat(27)}`)
  })
})
