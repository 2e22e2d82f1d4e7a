import { strict as assert } from 'node:assert'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import type { EscrowEvent } from '../../../server/domain/deal/chainFacts.ts'
import { closeOut } from '../../../server/domain/deal/closeOut.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import { isInDefault } from '../../../server/domain/deal/phase.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { withdraw } from '../../../server/domain/deal/withdraw.ts'
import { exposure } from '../../../server/domain/margin/exposure.ts'
import { requirement } from '../../../server/domain/margin/requirement.ts'
import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { SIDES } from '../../../server/domain/terms/terms.ts'
import { parseDay } from '../../../server/domain/units/calendar.ts'
import type { Day } from '../../../server/domain/units/time.ts'
import { BUYER, SELLER, anEscrow, publicationOf, realReadings, someTerms } from '../../support/terms.ts'

const epochs = await epochTable().epochs()
const terms = someTerms()

interface Played {
  readonly day: Day
  readonly readings: IndexReadings
  readonly state: EscrowState
  readonly events: readonly EscrowEvent[]
}

/** Every day from the first, at the publication of its fixing: close out what is in default, mark everything else. */
function playUntilClosed(): readonly Played[] {
  const played: Played[] = []
  let state = anEscrow(terms)
  for (let day = terms.startDay; state.phase !== 'closed'; day += 1) {
    const readings = realReadings(epochs, terms.startDay - 1, day)
    const act = isInDefault(state, publicationOf(day)) ? closeOut : mark
    const outcome = act(terms, state, readings, publicationOf(day))
    state = outcome.state
    played.push({ day, readings, ...outcome })
  }
  return played
}

describe('1 000 TH/s sold for 84 days from 17 May 2021 at 0.00000502 BTC', () => {
  const played = playUntilClosed()
  const on = (date: string) => {
    const found = played.find(({ day }) => day === parseDay(date))
    assert.ok(found !== undefined)
    return found
  }

  it('the first week the index is just below: the buyer pays 134', () => {
    const { events, state } = on('2021-05-23')
    assert.deepEqual(
      events.map((event) => event.name === 'settled' && event.amount),
      [-134n],
    )
    assert.deepEqual(state.balance, { seller: 10_500_134n, buyer: 10_499_866n })
  })

  it('the second week ends with a retarget: the seller pays 95 234', () => {
    const [settled] = on('2021-05-30').events
    assert.deepEqual(settled?.name === 'settled' && settled.amount, 95_234n)
    assert.deepEqual(on('2021-05-30').state.balance, { seller: 10_404_900n, buyer: 10_595_100n })
  })

  it('at the fixing of 30 May the seller would owe 6 674 476 and must hold 14 549 476', () => {
    const { state, readings } = on('2021-05-30')
    assert.deepEqual(readings.latest(), { day: 18_777, value: 5_973_496_626_645n })
    assert.equal(exposure(terms, state, 'seller', readings), 6_674_476n)
    assert.equal(requirement(terms, state, 'seller', readings), 14_549_476n)
    assert.equal(requirement(terms, state, 'buyer', readings), 7_875_000n)
  })

  it('so the seller is called for 6 769 576, within 24 hours', () => {
    const { state } = on('2021-05-30')
    assert.deepEqual(
      [state.phase, state.callSide, state.due, state.cureBy],
      ['called', 'seller', 6_769_576n, publicationOf(18_777) + 86_400],
    )
  })

  it('on the last second of the deadline it is not in default yet, and nothing happens', () => {
    assert.deepEqual(on('2021-05-31').state, on('2021-05-30').state)
  })

  it('a day later the close-out pays the buyer 8 774 476: what it is owed and the penalty of 2 100 000', () => {
    const { events, state } = on('2021-06-01')
    const [event] = events
    assert.ok(event?.name === 'closedOut')
    assert.deepEqual(
      [event.defaulter, event.owed, event.penalty, event.paid, event.shortfall],
      ['seller', 6_674_476n, 2_100_000n, 8_774_476n, 0n],
    )
    assert.deepEqual([state.phase, state.cause], ['closed', 'closedOut'])
    assert.equal(played.at(-1)?.day, parseDay('2021-06-01'))
  })

  it('the seller withdraws 1 630 424, the buyer 19 369 576: together the 21 000 000 that were locked', () => {
    const { readings } = on('2021-06-01')
    let { state } = on('2021-06-01')
    assert.deepEqual(state.balance, { seller: 1_630_424n, buyer: 19_369_576n })
    assert.equal(state.balance.seller + state.balance.buyer, 21_000_000n)
    for (const side of SIDES) {
      const to = side === 'seller' ? SELLER : BUYER
      const withdrawal = { side, to, amount: state.balance[side] }
      state = withdraw(terms, state, readings, publicationOf(parseDay('2021-06-01')), withdrawal).state
    }
    assert.deepEqual(state.balance, { seller: 0n, buyer: 0n })
  })
})
