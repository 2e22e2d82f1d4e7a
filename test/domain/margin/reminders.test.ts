import { strict as assert } from 'node:assert'
import { remindersOf } from '../../../server/domain/margin/reminders.ts'
import { isoInstant, parseInstant } from '../../../server/domain/units/calendar.ts'

const HOUR = 3_600

describe('the reminders of a call', () => {
  const cases = [
    {
      because: 'both by day are left where they are',
      zone: 'UTC',
      called: '2026-01-05T09:00:00Z',
      hours: 8,
      half: '2026-01-05T13:00:00Z',
      last: '2026-01-05T16:00:00Z',
    },
    {
      because: 'half-time at night comes in the morning, which is long before the deadline',
      zone: 'UTC',
      called: '2026-01-05T12:00:00Z',
      hours: 24,
      half: '2026-01-06T08:00:00Z',
      last: '2026-01-06T11:00:00Z',
    },
    {
      because: 'the last hour at night comes in the morning, if half an hour is left',
      zone: 'UTC',
      called: '2026-01-05T12:30:00Z',
      hours: 20,
      half: '2026-01-05T21:45:00Z',
      last: '2026-01-06T08:00:00Z',
    },
    {
      because: 'a deadline in the night is told of on the evening before',
      zone: 'UTC',
      called: '2026-01-05T04:00:00Z',
      hours: 24,
      half: '2026-01-05T16:00:00Z',
      last: '2026-01-05T21:45:00Z',
    },
    {
      because: 'a call that comes and ends in one night is told of when it must be',
      zone: 'UTC',
      called: '2026-01-05T23:00:00Z',
      hours: 4,
      half: '2026-01-06T01:00:00Z',
      last: '2026-01-06T02:00:00Z',
    },
    {
      because: 'nobody has said where the party is: no night is guessed',
      zone: null,
      called: '2026-01-05T12:00:00Z',
      hours: 24,
      half: '2026-01-06T00:00:00Z',
      last: '2026-01-06T11:00:00Z',
    },
    {
      because: '00:15 UTC is 06:00 in Kathmandu: it is told at 08:00 there',
      zone: 'Asia/Kathmandu',
      called: '2026-01-05T12:15:00Z',
      hours: 24,
      half: '2026-01-06T02:15:00Z',
      last: '2026-01-06T11:15:00Z',
    },
  ]
  for (const { because, zone, called, hours, half, last } of cases) {
    it(`are at ${half} and ${last}: ${because}`, () => {
      const told = remindersOf(parseInstant(called) + hours * HOUR, hours * HOUR, zone)
      assert.deepEqual([isoInstant(told.half), isoInstant(told.last)], [half, last])
    })
  }
})
