import assert from 'node:assert/strict'
import { earliestDefault } from '../../../server/domain/deal/earliestDefault.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import { parseDay, parseInstant } from '../../../server/domain/units/calendar.ts'

const terms = { marking: MARKINGS.marked, cureSeconds: 86_400 }
const fixed = parseDay('2021-05-13')

describe('the earliest possible default', () => {
  it('is a cure period after the next fixing: that of 14 May, known when the day is over', () => {
    const now = parseInstant('2021-05-14T00:10:00Z')
    assert.equal(earliestDefault(terms, fixed, now), parseInstant('2021-05-16T00:00:00Z'))
  })

  it('is a cure period from now where the next fixing is overdue', () => {
    const now = parseInstant('2021-05-15T06:00:00Z')
    assert.equal(earliestDefault(terms, fixed, now), parseInstant('2021-05-16T06:00:00Z'))
  })

  it('is never in a deal without calls', () => {
    assert.equal(earliestDefault({ ...terms, marking: MARKINGS.rangeCollateralised }, fixed, 0), null)
  })
})
