import { strict as assert } from 'node:assert'
import { mark } from '../../../server/domain/deal/mark.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { headroom } from '../../../server/domain/margin/headroom.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { anEscrow, plainTerms, publicationOf, readingsFrom, someTerms, units } from '../../support/terms.ts'

const RATE = 5_020_000_000_000n

describe('how far the index may move before a call', () => {
  // Golden terms before their first day: margin 10 500 000, of which 7 875 000 must stay. The seller is called once it would owe
  // more than 2 625 000, and 84 days at 1 000 TH/s owe 84 · (index − rate) / 10^7: from 312 500 119 048 above the rate on.
  const terms = someTerms()
  const before = { day: terms.startDay - 1, readings: readingsFrom({ from: terms.startDay - 1, values: [RATE] }) }

  it('is to the first fixing at which the seller’s exposure eats its maintenance margin', () => {
    assert.deepEqual(headroomOf(terms, 'seller', before), { kind: 'at', index: RATE + 312_500_119_048n })
  })

  it('is as far down for the buyer of a deal at the money', () => {
    assert.deepEqual(headroomOf(terms, 'buyer', before), { kind: 'at', index: RATE - 312_500_119_048n })
  })

  it('is what a mark does: no call one below, a call at it', () => {
    const next = (value: bigint) => readingsFrom({ from: terms.startDay - 1, values: [RATE, value] })
    const now = publicationOf(terms.startDay)
    const quiet = mark(terms, anEscrow(terms), next(RATE + 312_500_119_047n), now)
    const called = mark(terms, anEscrow(terms), next(RATE + 312_500_119_048n), now)
    assert.deepEqual([quiet.state.phase, called.state.phase, called.state.callSide], ['open', 'called', 'seller'])
  })

  // Plain terms: ten days fixed at 50, margin 100 of which 50 must stay; two periods. After nine days at 50 and one to come that
  // completes the first period, eleven days move with the next fixing.
  const plain = plainTerms({ periods: 2 })
  const nineDays = { day: 108, readings: readingsFrom({ from: 99, values: Array<bigint>(10).fill(50n) }) }

  it('counts the payment that the next fixing completes', () => {
    // 11 days at x above the rate cost 11x: 44 at 4, within the 50 that may go; 55 at 5.
    assert.deepEqual(headroomOf(plain, 'seller', nineDays), { kind: 'at', index: 55n })
  })

  it('is longer with more in the account', () => {
    // 50 more: 11x must pass 100, so ten above.
    const richer = anEscrow(plain, { balance: { seller: units(150n), buyer: units(100n) } })
    assert.deepEqual(headroomOf(plain, 'seller', nineDays, richer), { kind: 'at', index: 60n })
  })

  it('is longer where small calls are not made', () => {
    // Restoring needs 11x and is not asked for below 70: seven above.
    const patient = { ...plain, minimumTransfer: units(70n) }
    assert.deepEqual(headroomOf(patient, 'seller', nineDays), { kind: 'at', index: 57n })
  })

  it('is nothing where the side is short as it is', () => {
    const poor = anEscrow(plain, { balance: { seller: units(49n), buyer: units(151n) } })
    assert.deepEqual(headroomOf(plain, 'seller', nineDays, poor), { kind: 'at', index: 50n })
  })

  it('has no end where a cap keeps the worst within what may go', () => {
    // A cap of 52 lets a period cost 20 at most, whatever its last day does: 40 of the 50 that may go.
    const capped = { ...plain, cap: indexValue(52n) }
    assert.deepEqual(headroomOf(capped, 'seller', nineDays), { kind: 'never' })
    assert.deepEqual(headroomOf(capped, 'buyer', nineDays), { kind: 'at', index: 45n })
  })

  it('has no end where margins cover the whole range', () => {
    const covered = { ...plain, marking: MARKINGS.rangeCollateralised }
    assert.deepEqual(headroomOf(covered, 'seller', nineDays), { kind: 'never' })
  })

  it('ends at a settlement that cannot be paid, even on the last day', () => {
    // One period, the tenth day to come: 100 in the account pay for 100 above the rate, not for 101.
    const last = plainTerms({ periods: 1 })
    assert.deepEqual(headroomOf(last, 'seller', nineDays), { kind: 'at', index: 151n })
  })

  it('is over for a side that is called', () => {
    const called = anEscrow(plain, { phase: 'called', callSide: 'seller', due: units(5n), cureBy: 10_000_000 })
    assert.deepEqual(headroomOf(plain, 'seller', nineDays, called), { kind: 'called' })
    assert.deepEqual(headroomOf(plain, 'buyer', nineDays, called), { kind: 'at', index: 45n })
  })

  it('is not known while the index cannot be read', () => {
    const silent = { day: 108, readings: readingsFrom({ from: 99, values: [50n], isSilent: true }) }
    assert.deepEqual(headroomOf(plain, 'seller', silent), { kind: 'unknown' })
  })
})

function headroomOf(
  terms: Terms,
  side: Side,
  { day, readings }: { readonly day: number; readonly readings: IndexReadings },
  state: EscrowState = anEscrow(terms),
) {
  return headroom(terms, state, side, readings, publicationOf(day))
}
