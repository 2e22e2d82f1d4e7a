import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { fairCure, fairMarkAt, isFairMark, nextFairMark, nightsHit } from '../../../server/domain/margin/fairCalls.ts'
import type { CallsAsked, Zones } from '../../../server/domain/margin/fairCalls.ts'
import { parseDay, parseInstant } from '../../../server/domain/units/calendar.ts'
import { SECONDS_PER_DAY, endOfDay } from '../../../server/domain/units/time.ts'
import { isTimeZone } from '../../../server/domain/units/zone.ts'

const HOUR = 3_600

/** Every zone there is, the half-hour and quarter-hour ones among them. */
const ZONES = Intl.supportedValuesOf('timeZone')

/** The hour of the clocks of `zone`, read in another way than the domain reads it. */
function hourIn(timeZone: string, instant: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [hours, minutes] = clock
    .format(instant * 1000)
    .split(':')
    .map(Number)
  return hours! + minutes! / 60
}

const isDeadlineAtNight = (zone: string, instant: number) => hourIn(zone, instant) >= 22 || hourIn(zone, instant) < 8

const asked = (seller: string | null, buyer: string | null, from: string, days: number): CallsAsked => {
  const firstDay = parseDay(from)
  return { zones: { seller, buyer }, firstDay, lastDay: firstDay + days - 1 }
}

describe('the cure period that is proposed', () => {
  it('is a day where nobody has said where it is: no night is guessed', () => {
    assert.equal(fairCure(asked(null, null, '2026-01-01', 84)), SECONDS_PER_DAY)
  })

  const cases = [
    // Called at 00:00 UTC; a day later is midnight in London. 20 h: 20:00 in winter, 21:00 in summer; 32 h is twice as far from a day.
    {
      seller: 'Europe/London',
      buyer: 'Europe/London',
      hours: 20,
      because: 'the evening of the same day is nearest to a day',
    },
    // Midnight UTC is 08:00 in Shanghai, and stays so.
    { seller: 'Asia/Shanghai', buyer: 'Asia/Shanghai', hours: 24, because: 'a day ends in the morning there' },
    // 08:00 to 22:00 are 02:30 to 16:30 UTC in Kolkata and 15 to 05 in Denver (14 to 04 in summer): both are up from 15:00 to 16:30
    // and from 02:30 to 04:00. 27 h ends at 03:00, and an hour is left to the night.
    { seller: 'Asia/Kolkata', buyer: 'America/Denver', hours: 27, because: 'half hours count' },
  ]
  for (const { seller, buyer, hours, because } of cases) {
    it(`is ${hours} hours between ${seller} and ${buyer}: ${because}`, () => {
      assert.equal(fairCure(asked(seller, buyer, '2026-01-01', 365)), hours * HOUR)
    })
  }

  it('is left as it was wished where that ends by day already', () => {
    assert.equal(fairCure(asked('Europe/London', null, '2026-01-01', 84), 36 * HOUR), 36 * HOUR)
  })

  it('never ends at night for a call right after a fixing, for any two zones, any day of the deal, clocks being changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...ZONES),
        fc.integer({ min: parseDay('2024-01-01'), max: parseDay('2027-06-01') }),
        fc.integer({ min: 1, max: 365 }),
        fc.nat(),
        (seller, buyer, firstDay, days, pick) => {
          const zones: Zones = { seller, buyer }
          const cure = fairCure({ zones, firstDay, lastDay: firstDay + days - 1 })
          assert.ok(cure >= 18 * HOUR && cure <= 48 * HOUR)
          assert.deepEqual(nightsHit({ zones, firstDay, lastDay: firstDay + days - 1 }, cure), [])
          const deadline = endOfDay(firstDay + (pick % days)) + cure
          assert.ok(!isDeadlineAtNight(seller, deadline), `${seller} with ${buyer}`)
          assert.ok(!isDeadlineAtNight(buyer, deadline), `${buyer} with ${seller}`)
        },
      ),
      { numRuns: 120 },
    )
  })
})

describe('the hour of marking that is proposed', () => {
  it('is the first at which a call runs out by day, whatever the cure period is', () => {
    // 08:00 to 22:00 are 11:00 to 01:00 UTC in Santiago's summer and 12:00 to 02:00 in its winter; London is up from 07:00 or 08:00 to
    // 21:00 or 22:00. A day after noon is noon.
    assert.equal(fairMarkAt(asked('America/Santiago', 'Europe/London', '2026-01-01', 365), 24 * HOUR), 12 * HOUR)
    // Six hours after 06:00.
    assert.equal(fairMarkAt(asked('America/Santiago', 'Europe/London', '2026-01-01', 365), 6 * HOUR), 6 * HOUR)
  })

  it('never lets a call run out at night, for any two zones and any cure period', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...ZONES),
        fc.integer({ min: parseDay('2024-01-01'), max: parseDay('2027-06-01') }),
        fc.integer({ min: HOUR, max: 40 * HOUR }),
        fc.nat({ max: 300 }),
        (seller, buyer, firstDay, cure, day) => {
          const zones: Zones = { seller, buyer }
          const markAt = fairMarkAt({ zones, firstDay, lastDay: firstDay + 300 }, cure)
          const at = nextFairMark({ zones, markAt }, cure, endOfDay(firstDay + day) + 300)
          assert.ok(isFairMark({ zones, markAt }, cure, at))
          assert.ok(at <= endOfDay(firstDay + day) + SECONDS_PER_DAY, 'within the day after the fixing')
          assert.ok(
            !isDeadlineAtNight(seller, at + cure) && !isDeadlineAtNight(buyer, at + cure),
            `${seller}, ${buyer}`,
          )
        },
      ),
      { numRuns: 120 },
    )
  })

  it('waits on the night the clocks go forward as well', () => {
    // London, 29 March 2026: 01:00 becomes 02:00. Marked from 08:00 UTC with a day to meet it: 09:00 on the next morning's clocks.
    const plan = { zones: { seller: 'Europe/London', buyer: null }, markAt: 8 * HOUR }
    const fixed = parseInstant('2026-03-29T00:05:00Z')
    const at = nextFairMark(plan, SECONDS_PER_DAY, fixed)
    assert.equal(at, parseInstant('2026-03-29T08:00:00Z'))
    assert.equal(hourIn('Europe/London', at + SECONDS_PER_DAY), 9)
  })
})

describe('the warning of a form', () => {
  it('names the sides for whom a call right after a fixing would run out at night', () => {
    // Midnight UTC is midnight in London and 08:00 in Shanghai.
    assert.deepEqual(nightsHit(asked('Europe/London', 'Asia/Shanghai', '2026-01-01', 30), SECONDS_PER_DAY), ['seller'])
  })

  it('sees a night that only the change of clocks brings', () => {
    // 21:30 in London's winter is 22:30 from 29 March on.
    const untilMarch = asked('Europe/London', null, '2026-02-01', 20)
    const intoApril = asked('Europe/London', null, '2026-02-01', 70)
    const cure = 21.5 * HOUR
    assert.deepEqual([nightsHit(untilMarch, cure), nightsHit(intoApril, cure)], [[], ['seller']])
  })
})

describe('the name of a time zone', () => {
  it('is one of the IANA database, and nothing else', () => {
    const names = ['Europe/London', 'UTC', 'Asia/Kathmandu', '+05:30', 'Nowhere/Land', '', 'x'.repeat(5000)]
    assert.deepEqual(names.map(isTimeZone), [true, true, true, false, false, false, false])
  })
})
