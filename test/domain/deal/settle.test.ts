import { strict as assert } from 'node:assert'
import { settle } from '../../../server/domain/deal/settle.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import type { Outcome } from '../../../server/domain/deal/outcome.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

// Periods of ten days from day 100 at a fixed rate of 50, margin 100 on both sides, a day to meet a call.
const DAY = 86_400

/** An oracle that fixed each period so that it comes to the given amount (all of it on the period's first day). */
function amounting(...amounts: readonly bigint[]) {
  return readingsFrom({ from: 100, values: amounts.flatMap((amount) => [50n + amount, ...Array<bigint>(9).fill(50n)]) })
}

function names({ events }: Outcome): readonly string[] {
  return events.map((event) => event.name)
}

const now: Instant = startOfDay(150)
const twoPeriods = plainTerms({ periods: 2 })
const threePeriods = plainTerms({ periods: 3 })

describe('settling what is due', () => {
  it('pays the buyer what the period came to, and waits for the next', () => {
    const outcome = settle(twoPeriods, anEscrow(twoPeriods), amounting(30n), now)
    assert.deepEqual(
      outcome.state,
      anEscrow(twoPeriods, { balance: { seller: units(70n), buyer: units(130n) }, periodsSettled: 1 }),
    )
    assert.deepEqual(names(outcome), ['settled'])
  })

  it('pays the seller when the index was below', () => {
    const { state } = settle(twoPeriods, anEscrow(twoPeriods), amounting(-30n), now)
    assert.deepEqual(state.balance, { seller: 130n, buyer: 70n })
  })

  it('does nothing before the period’s last fixing', () => {
    const early = readingsFrom({ from: 100, values: Array<bigint>(9).fill(99n) })
    assert.deepEqual(settle(twoPeriods, anEscrow(twoPeriods), early, now), { state: anEscrow(twoPeriods), events: [] })
  })

  it('does nothing, and refuses nothing, while a fixing cannot be read', () => {
    const broken = readingsFrom({ from: 100, values: Array<bigint>(20).fill(99n), unreadable: [109] })
    assert.deepEqual(settle(twoPeriods, anEscrow(twoPeriods), broken, now).events, [])
  })

  it('settles as far as can be read and no further', () => {
    const broken = readingsFrom({ from: 100, values: Array<bigint>(30).fill(51n), unreadable: [129] })
    assert.equal(settle(threePeriods, anEscrow(threePeriods), broken, now).state.periodsSettled, 2)
  })

  it('needs neither the latest value nor a heartbeat', () => {
    const silent = readingsFrom({ from: 100, values: Array<bigint>(10).fill(53n), isSilent: true, heartbeat: null })
    assert.equal(settle(twoPeriods, anEscrow(twoPeriods), silent, now).state.periodsSettled, 1)
  })

  it('lets every offer to end the deal die', () => {
    const offer = { payment: units(5n), periodsSettled: 0, proposedAt: now }
    const offered = anEscrow(twoPeriods, { proposal: { seller: offer, buyer: offer } })
    assert.deepEqual(settle(twoPeriods, offered, amounting(1n), now).state.proposal, { seller: null, buyer: null })
  })
})

describe('the last settlement', () => {
  it('ends the deal as matured', () => {
    const outcome = settle(twoPeriods, anEscrow(twoPeriods), amounting(30n, -10n), now)
    assert.deepEqual([outcome.state.phase, outcome.state.cause], ['closed', 'matured'])
    assert.deepEqual(outcome.state.balance, { seller: 80n, buyer: 120n })
    assert.deepEqual(names(outcome), ['settled', 'settled', 'matured'])
  })

  it('lets an open call lapse with it', () => {
    const called = anEscrow(twoPeriods, { phase: 'called', callSide: 'buyer', due: units(40n), cureBy: now })
    const { state } = settle(twoPeriods, called, amounting(30n, -10n), now)
    assert.deepEqual([state.phase, state.due, state.cureBy], ['closed', 0n, 0])
  })

  it('does not end the deal while something is unpaid', () => {
    const { state } = settle(twoPeriods, anEscrow(twoPeriods), amounting(30n, 90n), now)
    assert.deepEqual([state.phase, state.periodsSettled, state.unpaid], ['called', 2, 20n])
  })
})

describe('a settlement that falls short', () => {
  it('pays what is there, calls for the rest with a full day to pay, and stops', () => {
    const outcome = settle(threePeriods, anEscrow(threePeriods), amounting(150n, -10n), now)
    assert.deepEqual(
      outcome.state,
      anEscrow(threePeriods, {
        phase: 'called',
        callSide: 'seller',
        balance: { seller: units(0n), buyer: units(200n) },
        periodsSettled: 1,
        due: units(50n),
        unpaid: units(50n),
        cureBy: now + DAY,
      }),
    )
    assert.deepEqual(names(outcome), ['settled', 'marginCalled'])
  })

  const joined = [
    { due: 80n, after: 80n, clock: 'the old', because: 'what is short was demanded already' },
    { due: 50n, after: 50n, clock: 'the old', because: 'exactly that was demanded' },
    { due: 20n, after: 50n, clock: 'a new', because: 'more is short than was demanded: it gets its own full clock' },
  ]
  for (const { due, after, clock, because } of joined) {
    it(`joins a running call for ${due}: then ${after} is due on ${clock} clock, for ${because}`, () => {
      const cureBy = now + 3_600
      const called = anEscrow(threePeriods, { phase: 'called', callSide: 'seller', due: units(due), cureBy })
      const { state, events } = settle(threePeriods, called, amounting(150n), now)
      assert.deepEqual([state.due, state.unpaid, state.cureBy], [after, 50n, clock === 'the old' ? cureBy : now + DAY])
      assert.equal(events.length, clock === 'the old' ? 1 : 2)
    })
  }

  it('replaces a call on the other side: whoever cannot pay is called', () => {
    const called = anEscrow(threePeriods, { phase: 'called', callSide: 'buyer', due: units(80n), cureBy: now + 60 })
    const { state } = settle(threePeriods, called, amounting(150n), now)
    assert.deepEqual([state.callSide, state.due, state.unpaid, state.cureBy], ['seller', 50n, 50n, now + DAY])
  })

  it('stops everything until it is paid: nothing more is settled', () => {
    const { state } = settle(threePeriods, anEscrow(threePeriods), amounting(150n), now)
    assert.deepEqual(settle(threePeriods, state, amounting(150n, -90n, -90n), now + 60).state, state)
  })
})

describe('a deal that is no longer to be settled', () => {
  const due = amounting(30n, 30n)
  const cases: readonly { state: Partial<EscrowState>; because: string }[] = [
    { state: { phase: 'closed', cause: 'terminated' }, because: 'it is closed' },
    { state: { phase: 'defaulted' }, because: 'it is in default' },
    { state: { phase: 'none' }, because: 'it was never opened' },
    {
      state: { phase: 'called', cureBy: now - 1, due: units(1n) },
      because: 'the deadline has passed: no lucky maturity lets the defaulter out of the penalty',
    },
  ]
  for (const { state, because } of cases) {
    it(`stays as it is: ${because}`, () => {
      const before = anEscrow(twoPeriods, state)
      assert.deepEqual(settle(twoPeriods, before, due, now), { state: before, events: [] })
    })
  }

  it('is still settled on the last second of the deadline', () => {
    const called = anEscrow(twoPeriods, { phase: 'called', cureBy: now, due: units(1n) })
    assert.equal(settle(twoPeriods, called, due, now).state.phase, 'closed')
  })

  it('is not marked either', () => {
    const late = anEscrow(twoPeriods, { phase: 'called', cureBy: now - 1, due: units(1n) })
    assert.deepEqual(mark(twoPeriods, late, due, now), { state: late, events: [] })
  })
})
