import assert from 'node:assert/strict'
import { readIndexValue } from '../../../server/desk/queries/readIndexValue.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { aWorld, aWorldBeforeAnything, refuses } from '../../support/deals.ts'

describe('reading an index value', () => {
  // Check values of the published index, from the design.
  const published = [
    { series: 'BME14', height: 573_000, first: 572_544, date: '2019-04-21', value: '0.000039580652517445' },
    { series: 'BME14', height: 572_544, first: 572_544, date: '2019-04-21', value: '0.000039580652517445' },
    { series: 'BME14', height: 574_559, first: 572_544, date: '2019-04-21', value: '0.000039580652517445' },
  ]
  for (const { series, height, first, date, value } of published) {
    it(`gives ${series} at height ${height} for the epoch that contains it`, async () => {
      const { ports } = await aWorldBeforeAnything()
      assert.deepEqual(await readIndexValue(ports, { series, height }), {
        series,
        unit: 'BTC/TH/day',
        value,
        height: first,
        date,
        source: 'epoch-table',
        final: true,
      })
    })
  }

  const rounded = [
    { series: 'BME14', height: 574_560, value: '0.00003751876' },
    { series: 'BME28', height: 574_560, value: '0.00003854971' },
    { series: 'BME14', height: 582_624, value: '0.00003169076' },
    { series: 'BME84', height: 582_624, value: '0.00003565693' },
    { series: 'BME28', height: 584_640, value: '0.00002971633' },
    { series: 'BME84', height: 584_640, value: '0.00003368380' },
  ]
  for (const { series, height, value } of rounded) {
    it(`gives ${series} at height ${height} as ${value} BTC, to seven digits`, async () => {
      const { ports } = await aWorldBeforeAnything()
      const told = await readIndexValue(ports, { series, height })
      // Published to 1e-11 BTC: within half a unit of the last digit.
      assert.ok(Math.abs(Number(told.value) - Number(value)) <= 0.5e-11, told.value)
    })
  }

  it('gives a day’s fixing from the table until it is final on chain, and then as the chain has it', async () => {
    const before = await aWorldBeforeAnything()
    const asked = { series: 'BME14', date: '2021-05-13' }
    const fromTable = await readIndexValue(before.ports, asked)
    assert.equal(fromTable.source, 'epoch-table')
    assert.equal(fromTable.final, true)
    const { ports } = await aWorld()
    assert.deepEqual(await readIndexValue(ports, asked), { ...fromTable, source: 'attested' })
  })

  it('says of a day whose epoch’s time is an estimate that it is not final', async () => {
    const { ports } = await aWorldBeforeAnything()
    const told = await readIndexValue(ports, { series: 'BME14', date: '2026-01-15' })
    assert.equal(told.source, 'epoch-table-estimated-time')
    assert.equal(told.final, false)
    assert.equal((await readIndexValue(ports, { series: 'BME14', height: 953_568 })).final, true)
  })

  it('says so too of the last epoch with an exact beginning: its end is an estimate', async () => {
    const { ports } = await aWorldBeforeAnything()
    const told = await readIndexValue(ports, { series: 'BME14', date: '2025-01-15' })
    assert.equal(told.height, 878_976)
    assert.equal(told.source, 'epoch-table')
    assert.equal(told.final, false)
    assert.equal((await readIndexValue(ports, { series: 'BME14', date: '2025-01-05' })).final, true)
  })

  it('still answers from the table when the database does not', async () => {
    const { ports } = await aWorld()
    const read = () => Promise.reject(new PortFailure('database', 'no answer'))
    const told = await readIndexValue(
      { ...ports, fixings: { ...ports.fixings, read } },
      { series: 'BME14', date: '2021-05-13' },
    )
    assert.equal(told.source, 'epoch-table')
  })

  it('refuses both or neither of height and date, other series, and what is not known', async () => {
    const { ports } = await aWorldBeforeAnything()
    await refuses(readIndexValue(ports, { series: 'BME14' }), 'heightOrDate')
    await refuses(readIndexValue(ports, { series: 'BME14', height: 1, date: '2021-05-13' }), 'heightOrDate')
    await refuses(readIndexValue(ports, { series: 'bme14', height: 1 }), 'seriesUnknown')
    await refuses(readIndexValue(ports, { series: 'BME14', height: -1 }), 'indexUnknown')
    await refuses(readIndexValue(ports, { series: 'BME14', height: 955_584 }), 'indexUnknown')
    await refuses(readIndexValue(ports, { series: 'BME28', height: 2_015 }), 'indexUnknown')
    await refuses(readIndexValue(ports, { series: 'BME14', date: '2009-01-02' }), 'indexUnknown')
    await refuses(readIndexValue(ports, { series: 'BME14', date: '2026-06-15' }), 'indexUnknown')
    await refuses(readIndexValue(ports, { series: 'BME14', date: '2021-02-30' }), 'notADate')
  })
})
