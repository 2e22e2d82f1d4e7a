import { strict as assert } from 'node:assert'
import { mark } from '../../../server/domain/deal/mark.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { anEscrow, flatReadings, plainTerms, readingsFrom, units } from '../../support/terms.ts'

// Ten days from day 100 at a fixed rate of 50; margin 100, of which 50 must stay. It is day 100, day 99 is fixed.
const now = startOfDay(100) + 300
const terms = plainTerms()

/** The index just before the first day: `value` a day makes the seller owe ten times what it exceeds 50 by. */
function at(value: bigint) {
  return readingsFrom({ from: 99, values: [value] })
}

function holding(seller: bigint, buyer: bigint, wanted: Partial<EscrowState> = {}): EscrowState {
  return anEscrow(terms, { balance: { seller: units(seller), buyer: units(buyer) }, ...wanted })
}

describe('a mark that finds a side below its requirement', () => {
  const cases = [
    {
      index: 55n,
      seller: 100n,
      buyer: 100n,
      side: null,
      due: 0n,
      because: 'the seller owes 50 and holds the 100 it must',
    },
    {
      index: 56n,
      seller: 100n,
      buyer: 100n,
      side: 'seller',
      due: 60n,
      because: 'it must hold 110; a call restores 100 + 60',
    },
    { index: 44n, seller: 100n, buyer: 100n, side: 'buyer', due: 60n, because: 'the same the other way' },
    {
      index: 50n,
      seller: 49n,
      buyer: 151n,
      side: 'seller',
      due: 51n,
      because: 'at the money half of the margin must be there',
    },
    { index: 50n, seller: 50n, buyer: 150n, side: null, due: 0n, because: 'exactly half is enough' },
    { index: 50n, seller: 40n, buyer: 30n, side: 'buyer', due: 70n, because: 'of two, the one that needs more' },
    { index: 50n, seller: 40n, buyer: 40n, side: 'seller', due: 60n, because: 'of two that need the same, the seller' },
  ] as const
  for (const { index, seller, buyer, side, due, because } of cases) {
    it(`${side === null ? 'calls nobody' : `calls the ${side} for ${due}`} at ${index} with ${seller} and ${buyer}: ${because}`, () => {
      const { state, events } = mark(terms, holding(seller, buyer), at(index), now)
      const expected = side === null ? {} : { phase: 'called', callSide: side, due: units(due), cureBy: now + 86_400 }
      assert.deepEqual(state, { ...holding(seller, buyer), ...expected })
      assert.equal(events.length, side === null ? 0 : 1)
    })
  }

  it('calls nobody for less than the minimum transfer', () => {
    const coarse = plainTerms({ minimumTransfer: units(61n) })
    assert.equal(mark(coarse, anEscrow(coarse), at(56n), now).state.phase, 'open')
    assert.equal(mark(plainTerms({ minimumTransfer: units(60n) }), anEscrow(terms), at(56n), now).state.phase, 'called')
  })
})

describe('a mark during a call', () => {
  const call = { phase: 'called', callSide: 'seller', due: units(60n), cureBy: now + 60 } as const

  it('releases the side that is back at margin and exposure', () => {
    const { state, events } = mark(terms, holding(130n, 100n, call), at(53n), now)
    assert.deepEqual(state, holding(130n, 100n))
    assert.deepEqual(
      events.map((event) => event.name),
      ['callLifted'],
    )
  })

  it('does not release one that is a unit short of it', () => {
    assert.deepEqual(mark(terms, holding(129n, 100n, call), at(53n), now).state, holding(129n, 100n, call))
  })

  it('does not raise the demand: further deterioration is a new call with its own clock', () => {
    assert.deepEqual(mark(terms, holding(100n, 100n, call), at(90n), now).state, holding(100n, 100n, call))
  })

  it('releases one side and calls the other in the same act', () => {
    const { state, events } = mark(terms, holding(100n, 100n, call), at(40n), now)
    assert.deepEqual([state.phase, state.callSide, state.due, state.cureBy], ['called', 'buyer', 100n, now + 86_400])
    assert.deepEqual(
      events.map((event) => event.name),
      ['callLifted', 'marginCalled'],
    )
  })

  it('does nothing while a settlement is unpaid', () => {
    const owing = holding(0n, 200n, { ...call, unpaid: units(10n) })
    assert.deepEqual(mark(terms, owing, at(1n), now).state, owing)
  })
})

describe('a mark settles first', () => {
  const two = plainTerms({ periods: 2 })
  const fixed = readingsFrom({ from: 100, values: [...Array<bigint>(9).fill(53n), 56n] })

  it('so the period is paid and only the rest is valued', () => {
    const { state, events } = mark(two, anEscrow(two), fixed, startOfDay(110) + 300)
    // 33 is paid; the second period at 56 makes the seller owe 60: 110 needed of 67, and 160 − 67 restores it.
    assert.deepEqual([state.balance.seller, state.due], [67n, 93n])
    assert.deepEqual(
      events.map((event) => event.name),
      ['settled', 'marginCalled'],
    )
  })

  it('and ends the deal with the last', () => {
    assert.equal(mark(terms, anEscrow(terms), fixed, startOfDay(110) + 300).state.cause, 'matured')
  })
})

describe('a mark that cannot be made', () => {
  it('is refused on a stale index', () => {
    assert.throws(
      () => mark(terms, anEscrow(terms), at(50n), startOfDay(100) + 36 * 3_600 + 1),
      isRefusal('indexStale'),
    )
  })

  it('is refused when the index cannot be read', () => {
    const broken = { ...flatReadings(100, 103, 50n), cumulative: () => null }
    assert.throws(() => mark(terms, anEscrow(terms), broken, startOfDay(104)), isRefusal('indexUnreadable'))
  })

  it('is not needed by a range-collateralised deal, which is never called', () => {
    const covered = plainTerms({ marking: MARKINGS.rangeCollateralised })
    assert.deepEqual(mark(covered, anEscrow(covered), at(99n), startOfDay(200)), {
      state: anEscrow(covered),
      events: [],
    })
  })

  it('is not needed by a closed deal', () => {
    const closed = anEscrow(terms, { phase: 'closed', cause: 'terminated' })
    assert.deepEqual(mark(terms, closed, at(99n), startOfDay(200)).state, closed)
  })
})

describe('a mark after the last fixing', () => {
  // Two periods that come to 80 each: the seller holds 100.
  const two = plainTerms({ periods: 2 })
  const all = readingsFrom({ from: 99, values: [50n, ...Array<bigint>(20).fill(58n)] })

  it('calls for what the last settlement left unpaid, and for no margin', () => {
    const { state } = mark(two, anEscrow(two), all, startOfDay(500))
    assert.deepEqual([state.phase, state.callSide, state.due, state.unpaid], ['called', 'seller', 60n, 60n])
  })

  it('is refused while a period that is due cannot be read', () => {
    const broken = { ...all, cumulative: (day: number) => (day === 109 ? null : all.cumulative(day)) }
    assert.throws(() => mark(two, anEscrow(two), broken, startOfDay(500)), isRefusal('indexUnreadable'))
  })
})
