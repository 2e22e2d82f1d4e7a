import { strict as assert } from 'node:assert'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { withdraw } from '../../../server/domain/deal/withdraw.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { withdrawable } from '../../../server/domain/margin/withdrawable.ts'
import { MARKINGS } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { SELLER, anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

const now = startOfDay(100) + 300
const marked = plainTerms({ periods: 2 })
const covered = plainTerms({ periods: 2, marking: MARKINGS.rangeCollateralised })
const at = (value: bigint) => readingsFrom({ from: 99, values: [value] })

function holding(terms: Terms, seller: bigint, buyer: bigint, wanted: Partial<EscrowState> = {}): EscrowState {
  return anEscrow(terms, { balance: { seller: units(seller), buyer: units(buyer) }, ...wanted })
}

interface Case {
  readonly terms?: Terms
  readonly state: EscrowState
  readonly side?: Side
  readonly readings?: IndexReadings
  readonly at?: number
}

const call = { phase: 'called', callSide: 'buyer', due: units(60n), cureBy: now } as const

describe('what a side may take out', () => {
  const cases: readonly (Case & { may: bigint; code: RefusalCode; because: string })[] = [
    { state: holding(marked, 150n, 100n), may: 50n, code: 'aboveWithdrawable', because: 'what exceeds the margin' },
    {
      state: holding(marked, 150n, 100n),
      readings: at(51n),
      may: 30n,
      code: 'aboveWithdrawable',
      because: 'and the 20 it would owe',
    },
    {
      state: holding(marked, 150n, 100n),
      readings: at(40n),
      may: 50n,
      code: 'aboveWithdrawable',
      because: 'a gain is not there yet',
    },
    { state: holding(marked, 90n, 100n), may: 0n, code: 'aboveWithdrawable', because: 'nothing is left over' },
    {
      state: holding(marked, 150n, 100n, call),
      may: 50n,
      code: 'aboveWithdrawable',
      because: 'the other side is called, not this one',
    },
    {
      state: holding(marked, 150n, 100n, call),
      side: 'buyer',
      may: 0n,
      code: 'sideCalled',
      because: 'it is called: it may add, not take',
    },
    {
      state: holding(marked, 150n, 100n, { ...call, cureBy: now - 1 }),
      may: 0n,
      code: 'pastDeadline',
      because: 'the other is in default',
    },
    {
      state: holding(marked, 150n, 0n, { ...call, unpaid: units(60n) }),
      may: 0n,
      code: 'unpaidOutstanding',
      because: 'a settlement is unpaid: a fixed loss could hide behind the mark',
    },
    {
      state: holding(marked, 150n, 100n),
      at: startOfDay(102),
      may: 0n,
      code: 'indexStale',
      because: 'the last fixing is too old',
    },
    {
      state: holding(marked, 150n, 100n, { periodsSettled: 1 }),
      readings: { ...at(50n), latest: () => ({ day: 111, value: 50n }) },
      may: 0n,
      code: 'indexUnreadable',
      because: 'a fixing cannot be read',
    },
    {
      state: holding(marked, 150n, 100n, { phase: 'defaulted' }),
      may: 0n,
      code: 'notLive',
      because: 'the deal is in default',
    },
    {
      terms: covered,
      state: holding(covered, 150n, 100n),
      readings: at(99n),
      may: 50n,
      code: 'aboveWithdrawable',
      because: 'no mark is needed',
    },
    {
      terms: covered,
      state: holding(covered, 80n, 120n),
      may: 0n,
      code: 'aboveWithdrawable',
      because: 'past losses do not lower the bound',
    },
    {
      terms: covered,
      state: holding(covered, 150n, 100n),
      readings: readingsFrom({ from: 99, values: [], isSilent: true }),
      may: 50n,
      code: 'aboveWithdrawable',
      because: 'no index is read',
    },
    {
      state: holding(marked, 7n, 193n, { phase: 'closed', cause: 'closedOut' }),
      readings: readingsFrom({ from: 99, values: [], isSilent: true }),
      may: 7n,
      code: 'aboveWithdrawable',
      because: 'the deal is over: all of it',
    },
  ]
  for (const {
    terms = marked,
    state,
    side = 'seller',
    readings = at(50n),
    at: moment = now,
    may,
    code,
    because,
  } of cases) {
    it(`is ${may}: ${because}`, () => {
      assert.equal(withdrawable(terms, state, side, readings, moment), may)
      const take = (amount: bigint) =>
        withdraw(terms, state, readings, moment, { side, to: SELLER, amount: units(amount) })
      if (may > 0n) assert.equal(take(may).state.balance[side], state.balance[side] - may)
      assert.throws(() => take(may + 1n), isRefusal(code))
    })
  }

  it('is never nothing at all', () => {
    const none = { side: 'seller', to: SELLER, amount: units(0n) } as const
    assert.throws(() => withdraw(marked, holding(marked, 150n, 100n), at(50n), now, none), isRefusal('amountZero'))
  })
})

describe('a withdrawal from a marked deal', () => {
  // The first period came to 30 a unit above, then the index fell to 45 on its last day.
  const lucky = readingsFrom({ from: 100, values: [85n, ...Array<bigint>(8).fill(50n), 45n] })
  const later = startOfDay(110) + 300

  it('settles first: an accrued loss cannot be hidden behind a lucky last fixing', () => {
    const { state, events } = withdraw(marked, holding(marked, 150n, 100n), lucky, later, {
      side: 'seller',
      to: SELLER,
      amount: units(20n),
    })
    assert.deepEqual(state.balance, { seller: 100n, buyer: 130n })
    assert.deepEqual(
      events.map((event) => event.name),
      ['settled', 'withdrawn'],
    )
  })

  it('shows nothing to take while a period waits to be settled', () => {
    assert.equal(withdrawable(marked, holding(marked, 150n, 100n), 'seller', lucky, later), 0n)
  })

  it('gives everything when that settlement was the last', () => {
    const one = plainTerms()
    const { state } = withdraw(one, holding(one, 150n, 100n), lucky, later, {
      side: 'seller',
      to: SELLER,
      amount: units(120n),
    })
    assert.deepEqual([state.cause, state.balance.seller], ['matured', 0n])
  })
})
