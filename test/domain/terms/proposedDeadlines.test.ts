import assert from 'node:assert/strict'
import { proposedOfferDeadline, proposedRfqDeadline } from '../../../server/domain/terms/proposedDeadlines.ts'
import { parseDay, parseInstant } from '../../../server/domain/units/calendar.ts'

const firstDay = parseDay('2021-05-17')

describe('the deadlines that a form proposes', () => {
  it('leave a day to agree, sign and lock collateral before the first one', () => {
    const now = parseInstant('2021-05-14T00:10:00Z')
    assert.equal(proposedRfqDeadline(firstDay, now), parseInstant('2021-05-16T00:00:00Z'))
  })

  it('go to the last moment to open where that day has begun', () => {
    const now = parseInstant('2021-05-16T00:00:00Z')
    assert.equal(proposedRfqDeadline(firstDay, now), parseInstant('2021-05-17T23:59:59Z'))
  })

  it('bind an offer for a day, and no longer than its request takes quotes', () => {
    const now = parseInstant('2021-05-14T00:10:00Z')
    const inAWeek = parseInstant('2021-05-21T00:00:00Z')
    assert.equal(proposedOfferDeadline(inAWeek, now), parseInstant('2021-05-15T00:10:00Z'))
    assert.equal(proposedOfferDeadline(now + 60, now), now + 60)
  })
})
