import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { isoDay, isoInstant, parseDay, parseInstant } from '../../../server/domain/units/calendar.ts'
import { isRefusal } from '../../support/refusals.ts'

describe('a UTC day', () => {
  const cases = [
    { day: 0, text: '1970-01-01', because: 'days are counted from here' },
    { day: -1, text: '1969-12-31', because: 'the day before it' },
    { day: 14_247, text: '2009-01-03', because: 'the first block' },
    { day: 18_764, text: '2021-05-17', because: 'the first day of the golden run' },
    { day: 11_016, text: '2000-02-29', because: 'a year divisible by 400 is a leap year' },
    { day: 47_540, text: '2100-02-28', because: 'a year divisible by 100 is none …' },
    { day: 47_541, text: '2100-03-01', because: '… so March follows at once' },
    { day: 20_088, text: '2024-12-31', because: 'the last day of a leap year' },
  ]
  for (const { day, text, because } of cases) {
    it(`${text} is day ${day}: ${because}`, () => {
      assert.equal(isoDay(day), text)
      assert.equal(parseDay(text), day)
    })
  }

  const refused = [
    '2021-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-04-31',
    '2021-4-1',
    '17.05.2021',
    '2021-05-17T00:00:00Z',
    '',
  ]
  for (const text of refused) {
    it(`is refused when it reads "${text}"`, () => {
      assert.throws(() => parseDay(text), isRefusal('notADate'))
    })
  }

  it('is the same as the platform says, for every day of eight centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 100_000 }), (day) => {
        assert.equal(isoDay(day), new Date(day * 86_400_000).toISOString().slice(0, 10))
        assert.equal(parseDay(isoDay(day)), day)
      }),
      { numRuns: 500 },
    )
  })
})

describe('an instant', () => {
  it('five minutes after midnight on 17 May 2021 is written in UTC', () => {
    assert.equal(isoInstant(18_764 * 86_400 + 300), '2021-05-17T00:05:00Z')
  })

  it('reads back as the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (instant) => {
        assert.equal(parseInstant(isoInstant(instant)), instant)
      }),
    )
  })

  for (const text of [
    '2021-05-17T24:00:00Z',
    '2021-05-17T00:60:00Z',
    '2021-05-17T00:00:60Z',
    '2021-05-17T00:00:00',
    '2021-05-17T00:00:00+02:00',
  ]) {
    it(`is refused when it reads "${text}"`, () => {
      assert.throws(() => parseInstant(text), isRefusal('notADate'))
    })
  }
})
