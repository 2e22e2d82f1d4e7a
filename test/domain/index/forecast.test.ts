import { strict as assert } from 'node:assert'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import { epochsBegunBy } from '../../../server/domain/index/difficulty.ts'
import type { DifficultyEpoch } from '../../../server/domain/index/epochs.ts'
import { bmeOfEpoch } from '../../../server/domain/index/fixings.ts'
import { forecastsOf } from '../../../server/domain/index/forecast.ts'
import { bitsOf } from '../../../server/domain/index/target.ts'
import { parseInstant } from '../../../server/domain/units/calendar.ts'
import { SECONDS_PER_DAY } from '../../../server/domain/units/time.ts'

const FORTNIGHT = 14 * SECONDS_PER_DAY

/** Epochs of two weeks each from height 0, with these targets in hundredths of 10^60. */
function epochs(targets: readonly bigint[]): readonly DifficultyEpoch[] {
  return targets.map((target, index) => ({
    firstHeight: index * 2016,
    bits: bitsOf(target * 10n ** 58n),
    firstTime: index * FORTNIGHT,
    lastTime: null,
    firstHash: null,
    lastHash: null,
    isTimeEstimated: false,
  }))
}

/** The targets rise by 10 %, 20 % and 0 % and fall by 10 %: between the fourth and the second is the middle one, 10 %. */
const SOME = epochs([100n, 110n, 132n, 132n, 118n, 130n])

const about = (value: bigint, percent: bigint, base: bigint) => {
  const wanted = (base * percent) / 100n
  assert.ok(value > (wanted * 99n) / 100n && value < (wanted * 101n) / 100n, `${value} is not about ${wanted}`)
}

describe('what can be told of the next retarget', () => {
  it('is the middle of the last ones, with the least and the largest as its band', () => {
    const [forecast] = forecastsOf(SOME, 'BME14', 5 * FORTNIGHT + 60)
    const now = bmeOfEpoch(SOME.at(-1)!)
    assert.deepEqual([forecast?.kind, forecast?.height], ['retarget', 6 * 2016])
    about(forecast!.value, 110n, now)
    about(forecast!.low, 89n, now)
    about(forecast!.high, 120n, now)
    // A target that rises by a tenth says that blocks took a tenth longer: 15.4 days.
    const days = (forecast!.expectedAt - 5 * FORTNIGHT) / SECONDS_PER_DAY
    assert.ok(days > 15.3 && days < 15.5, days.toString())
  })

  it('rises with the time that the epoch has lasted already', () => {
    // Fifteen days and a day: 16 / 14 of what it should be, whatever the others were like.
    const [forecast] = forecastsOf(SOME, 'BME14', 5 * FORTNIGHT + 16 * SECONDS_PER_DAY)
    about(forecast!.low, 114n, bmeOfEpoch(SOME.at(-1)!))
    assert.ok(forecast!.expectedAt >= 5 * FORTNIGHT + 16 * SECONDS_PER_DAY - 1)
  })

  it('averages for the series that average', () => {
    // BME28: (130 + 130 · 1.1) / 2 = 1.05 of the last epoch.
    const [forecast] = forecastsOf(SOME, 'BME28', 5 * FORTNIGHT + 60)
    about(forecast!.value, 105n, bmeOfEpoch(SOME.at(-1)!))
    assert.deepEqual(forecastsOf(SOME, 'BME168', 5 * FORTNIGHT), [])
  })

  it('is nothing before there were two epochs', () => {
    assert.deepEqual(forecastsOf(SOME.slice(0, 1), 'BME14', 60), [])
  })

  it('uses nothing that the table knows of later times', async () => {
    const table = await epochTable().epochs()
    const asOf = parseInstant('2021-05-20T00:05:00Z')
    const known = forecastsOf(epochsBegunBy(table, asOf), 'BME14', asOf)
    const shorter = table.filter(({ firstTime }) => firstTime <= asOf)
    assert.deepEqual(forecastsOf(shorter, 'BME14', asOf), known)
  })
})

describe('what can be told of the next halving', () => {
  it('is half the subsidy from the first retarget at or after it', async () => {
    const table = await epochTable().epochs()
    // 11 May 2020: block 630 000 fell into the epoch from 628 992 on; the index followed at 631 008, on 19 May.
    const asOf = parseInstant('2020-05-12T00:00:00Z')
    const begun = epochsBegunBy(table, asOf)
    const [forecast] = forecastsOf(begun, 'BME14', asOf)
    assert.deepEqual([forecast?.kind, forecast?.height], ['halving', 631_008])
    assert.ok(forecast!.high < (bmeOfEpoch(begun.at(-1)!) * 65n) / 100n)
  })

  it('is told a month ahead, beside the retarget that comes first', async () => {
    const table = await epochTable().epochs()
    const asOf = parseInstant('2020-04-25T00:00:00Z')
    const told = forecastsOf(epochsBegunBy(table, asOf), 'BME14', asOf)
    assert.deepEqual(
      told.map(({ kind, height }) => [kind, height]),
      [
        ['retarget', 628_992],
        ['halving', 631_008],
      ],
    )
  })
})
