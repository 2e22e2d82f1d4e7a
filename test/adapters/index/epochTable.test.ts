import { strict as assert } from 'node:assert'
import { existsSync, readFileSync } from 'node:fs'
import { epochTable, parseEpochs } from '../../../server/adapters/index/epochTable.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { fixingOfDay, seriesValueOfEpoch, valueAtHeight } from '../../../server/domain/index/fixings.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'
import { nextBits } from '../../../server/domain/index/retarget.ts'
import { targetOf } from '../../../server/domain/index/target.ts'
import { parseDay } from '../../../server/domain/units/calendar.ts'

const table = readFileSync(new URL('../../../server/adapters/index/epochs.csv', import.meta.url), 'utf8')
const epochs = parseEpochs(table)

describe('the built-in table of difficulty epochs', () => {
  it('has all 474 epochs from height 0, in order and without a gap', () => {
    assert.deepEqual(
      epochs.map((epoch) => epoch.firstHeight),
      Array.from({ length: 474 }, (_, number) => number * 2_016),
    )
  })

  it('states only proofs of work that were done: every hash it names is below the target of its epoch', () => {
    let proofs = 0
    for (const { bits, firstHash, lastHash } of epochs) {
      for (const hash of [firstHash, lastHash]) {
        if (hash === null) continue
        assert.ok(BigInt(hash) <= targetOf(bits), `${hash} is above its target`)
        proofs += 1
      }
    }
    // First and last of 437 epochs with known headers, and the last of 36 more.
    assert.equal(proofs, 2 * 437 + 36)
  })

  it('obeys the consensus: each target follows from the one before and the time that its epoch took', () => {
    let retargets = 0
    epochs.forEach((epoch, number) => {
      const next = epochs[number + 1]
      if (epoch.isTimeEstimated || epoch.lastTime === null || next === undefined) return
      assert.equal(next.bits, nextBits(epoch.bits, epoch.firstTime, epoch.lastTime), `retarget at ${next.firstHeight}`)
      retargets += 1
    })
    assert.equal(retargets, 436)
  })

  it('has times that only go forward', () => {
    epochs.forEach((epoch, number) => {
      const next = epochs[number + 1]
      if (next !== undefined) assert.ok(epoch.firstTime < next.firstTime)
      if (epoch.lastTime !== null) assert.ok(epoch.firstTime < epoch.lastTime)
    })
  })

  it('says which times are estimates: all after height 878 976, and none before', () => {
    assert.deepEqual(
      epochs.filter((epoch) => epoch.isTimeEstimated).map((epoch) => epoch.firstHeight),
      Array.from({ length: 37 }, (_, number) => 880_992 + number * 2_016),
    )
  })

  it('is the index source of a desk that replays history', async () => {
    const source = epochTable()
    assert.equal(source.kind, 'epoch-table')
    assert.deepEqual(await source.epochs(), epochs)
  })
})

describe('the index values that follow from it', () => {
  // Check values of the design, in 1e-5 BTC per TH/s per day to six places.
  const cases: readonly { height: number; series: SeriesName; value: string }[] = [
    { height: 572_544, series: 'BME14', value: '3.958065' },
    { height: 574_560, series: 'BME14', value: '3.751876' },
    { height: 574_560, series: 'BME28', value: '3.854971' },
    { height: 582_624, series: 'BME14', value: '3.169076' },
    { height: 582_624, series: 'BME84', value: '3.565693' },
    { height: 584_640, series: 'BME14', value: '2.774191' },
    { height: 584_640, series: 'BME28', value: '2.971633' },
    { height: 584_640, series: 'BME84', value: '3.368380' },
  ]
  for (const { height, series, value } of cases) {
    it(`${series} is ${value}e-5 from height ${height}`, () => {
      const printed = valueAtHeight(epochs, series, height)?.value ?? 0n
      assert.equal((printed + 5_000_000n) / 10_000_000n, BigInt(value.replace('.', '')))
    })
  }

  it('the epoch from 572 544 earns exactly 39 580 652 517 445 in 1e-18, and it began on 21 April 2019', () => {
    const value = valueAtHeight(epochs, 'BME14', 573_000)
    assert.deepEqual([value?.value, value?.epoch.firstHeight], [39_580_652_517_445n, 572_544])
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2019-04-21'))?.epoch.firstHeight, 572_544)
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2019-04-20'))?.epoch.firstHeight, 570_528)
  })

  it('begin with the first block and end with the day on which the last known epoch began', () => {
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2009-01-02')), null)
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2009-01-03'))?.epoch.firstHeight, 0)
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2026-06-14'))?.epoch.firstHeight, 953_568)
    assert.equal(fixingOfDay(epochs, 'BME14', parseDay('2026-06-15')), null)
    assert.equal(valueAtHeight(epochs, 'BME14', 955_583)?.epoch.firstHeight, 953_568)
    assert.equal(valueAtHeight(epochs, 'BME14', 955_584), null)
  })
})

describe('a table that is not the verified one', () => {
  const lines = table.trimEnd().split('\n')
  const without = (row: number) => lines.filter((_, number) => number !== row).join('\n')
  const changed = (row: number, from: string, to: string) =>
    lines.map((line, number) => (number === row ? line.replace(from, to) : line)).join('\n')
  const cases = [
    { text: without(475), because: 'the last row is missing' },
    { text: without(1), because: 'it has no heading' },
    { text: changed(10, '16128', '16129'), because: 'an epoch begins at another height' },
    { text: changed(10, '1d00ffff', '1d00fff'), because: 'a row is malformed' },
    { text: changed(10, '1d00ffff', '1d80ffff'), because: 'a target is negative' },
    { text: changed(10, '1243737085', '1'), because: 'time goes back' },
    { text: '', because: 'it is empty' },
  ]
  for (const { text, because } of cases) {
    it(`is refused: ${because}`, () => {
      assert.throws(
        () => parseEpochs(text),
        (error) => error instanceof PortFailure && error.part === 'index',
      )
    })
  }

  it('is noticed by these very changes: unchanged, the rows are accepted', () => {
    assert.equal(parseEpochs(lines.join('\n')).length, 474)
    assert.ok(lines[10]?.startsWith('16128,1d00ffff,1243737085,'))
  })
})

// A larger table with targets and difficulties of its own, where it lies beside the repository.
const published = new URL('../../../../shared/data/btc_difficulty_epochs.csv', import.meta.url)

describe('against a published table of targets', () => {
  if (existsSync(published)) {
    const rows = readFileSync(published, 'utf8').trimEnd().split('\n').slice(1)
    const targets = rows.map((line) => BigInt(line.split(',')[4] ?? ''))
    const bme14 = targets.map((target, number) => {
      const subsidy = 5_000_000_000n / 2n ** BigInt((number * 2_016 - ((number * 2_016) % 210_000)) / 210_000)
      return (10n ** 30n * 86_400n * subsidy * target) / (10n ** 8n * 2n ** 240n * 65_535n)
    })

    it(`every value of every series is the same at ${rows.length} retargets`, () => {
      const counts: readonly [SeriesName, number][] = [
        ['BME14', 1],
        ['BME28', 2],
        ['BME56', 4],
        ['BME84', 6],
        ['BME168', 12],
      ]
      assert.equal(rows.length, epochs.length)
      let compared = 0
      for (const [series, count] of counts) {
        for (let number = count - 1; number < epochs.length; number += 1) {
          const sum = bme14.slice(number + 1 - count, number + 1).reduce((total, value) => total + value, 0n)
          assert.equal(seriesValueOfEpoch(epochs, number, series), sum / BigInt(count), `${series} of epoch ${number}`)
          compared += 1
        }
      }
      assert.equal(compared, 5 * 474 - (0 + 1 + 3 + 5 + 11))
    })
  } else {
    it('nothing was compared: no such table lies beside the repository', () => {
      assert.equal(existsSync(published), false)
    })
  }
})
