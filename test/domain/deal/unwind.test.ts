import { strict as assert } from 'node:assert'
import { unwind } from '../../../server/domain/deal/unwind.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

// Three periods of ten days from day 100 at 50; a fixing may be missing for seven days.
const terms = plainTerms({ periods: 3, fallbackDays: 7 })
const open = anEscrow(terms)

describe('a feed that stops after day 113, at 52', () => {
  // The first period came to 20; four days of the second are 2 above, and so would be all that follow: 20 + 20 + 20.
  const stopped = readingsFrom({ from: 99, values: [50n, ...Array<bigint>(14).fill(52n)] })
  const from = startOfDay(114 + 1 + 7)

  it('may be given up seven days after the missing day 114 has ended', () => {
    assert.throws(() => unwind(terms, open, stopped, from - 1), isRefusal('unwindTooEarly'))
    assert.doesNotThrow(() => unwind(terms, open, stopped, from))
  })

  it('is paid at the last known fixing, with no penalty', () => {
    const { state, events } = unwind(terms, open, stopped, from)
    assert.deepEqual(state, {
      ...anEscrow(terms, { balance: { seller: units(40n), buyer: units(160n) } }),
      phase: 'closed',
      cause: 'unwound',
    })
    assert.equal(events.length, 1)
  })

  it('is paid both ways: a fallen index pays the seller', () => {
    const fallen = readingsFrom({ from: 99, values: Array<bigint>(15).fill(48n) })
    assert.deepEqual(unwind(terms, open, fallen, from).state.balance, { seller: 160n, buyer: 40n })
  })

  it('counts what one side has left unpaid', () => {
    const call = { phase: 'called', due: units(30n), unpaid: units(30n), periodsSettled: 1, cureBy: 1 } as const
    const sellerOwes = { ...open, ...call, balance: { seller: units(0n), buyer: units(200n) } }
    const { state } = unwind(terms, sellerOwes, stopped, from)
    // 40 for two periods and 30 unpaid: nothing is there
    assert.deepEqual([state.balance.buyer, state.shortfall, state.unpaid], [200n, 70n, 0n])
    const buyerOwes = {
      ...open,
      ...call,
      callSide: 'buyer',
      balance: { seller: units(200n), buyer: units(0n) },
    } as const
    // 40 to the buyer less 30 from it
    assert.deepEqual(unwind(terms, buyerOwes, stopped, from).state.balance, { seller: 190n, buyer: 10n })
  })

  it('pays what is there and states the rest', () => {
    const poor = { ...open, balance: { seller: units(45n), buyer: units(155n) } }
    const { state } = unwind(terms, poor, stopped, from)
    assert.deepEqual([state.balance, state.shortfall], [{ seller: 0n, buyer: 200n }, 15n])
  })
})

describe('an oracle that answers for some periods and not for others', () => {
  const values = [50n, ...Array<bigint>(10).fill(53n), ...Array<bigint>(10).fill(48n), ...Array<bigint>(10).fill(60n)]

  it('is given up from the first dead period on: those before it, in order, are paid', () => {
    // +30 reads; the second period's end does not; the third would, but lies behind it.
    const broken = readingsFrom({ from: 99, values, unreadable: [119] })
    const from = startOfDay(119 + 1 + 7)
    assert.throws(() => unwind(terms, open, broken, from - 1), isRefusal('unwindTooEarly'))
    assert.deepEqual(unwind(terms, open, broken, from).state.balance, { seller: 70n, buyer: 130n })
  })

  it('pays nothing when the very first is dead', () => {
    const broken = readingsFrom({ from: 99, values, unreadable: [109] })
    assert.deepEqual(unwind(terms, open, broken, startOfDay(117)).state.balance, { seller: 100n, buyer: 100n })
  })

  it('that has lost its latest value is given up after the deal’s last day, at the periods that read', () => {
    const silent = readingsFrom({ from: 99, values, isSilent: true })
    const from = startOfDay(129 + 1 + 7)
    assert.throws(() => unwind(terms, open, silent, from - 1), isRefusal('unwindTooEarly'))
    // +30 − 20 + 100 = 110, and the seller holds 100
    const { state } = unwind(terms, open, silent, from)
    assert.deepEqual([state.balance, state.shortfall], [{ seller: 0n, buyer: 200n }, 10n])
  })

  it('that has lost everything is given up after the first period, and nobody pays', () => {
    const dead = readingsFrom({ from: 99, values: [], isSilent: true })
    assert.deepEqual(unwind(terms, open, dead, startOfDay(109 + 1 + 7)).state.balance, { seller: 100n, buyer: 100n })
  })
})

describe('a deal that is not to be unwound', () => {
  const all = readingsFrom({ from: 99, values: Array<bigint>(31).fill(50n) })

  it('has all its fixings: it settles', () => {
    assert.throws(() => unwind(terms, open, all, startOfDay(999)), isRefusal('nothingToDo'))
  })

  it('has every period settled: what is unpaid is topped up or closed out', () => {
    const settled = anEscrow(terms, { phase: 'called', periodsSettled: 3, unpaid: units(1n), due: units(1n) })
    assert.throws(() => unwind(terms, settled, all, startOfDay(999)), isRefusal('nothingToDo'))
  })

  it('is closed', () => {
    assert.throws(() => unwind(terms, { ...open, phase: 'closed' }, all, startOfDay(999)), isRefusal('notLive'))
  })
})
