import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { closeOut, waterfall } from '../../../server/domain/deal/closeOut.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

describe('the waterfall, with a penalty of 30 and 100 in the defaulter’s account', () => {
  const cases = [
    { owed: 60n, other: 500n, paid: 90n, shortfall: 0n, because: 'debt and penalty; 10 are left' },
    { owed: 70n, other: 500n, paid: 100n, shortfall: 0n, because: 'exactly all of it' },
    { owed: 90n, other: 500n, paid: 100n, shortfall: 0n, because: 'the debt is whole, the penalty gets the rest' },
    {
      owed: 100n,
      other: 500n,
      paid: 100n,
      shortfall: 0n,
      because: 'the debt takes everything: an unpaid penalty is no shortfall',
    },
    { owed: 130n, other: 500n, paid: 100n, shortfall: 30n, because: '30 of the debt are not there' },
    { owed: 0n, other: 500n, paid: 30n, shortfall: 0n, because: 'the penalty alone' },
    { owed: -10n, other: 500n, paid: 20n, shortfall: 0n, because: 'the penalty less what the defaulter is owed' },
    { owed: -30n, other: 500n, paid: 0n, shortfall: 0n, because: 'they cancel' },
    {
      owed: -80n,
      other: 50n,
      paid: -50n,
      shortfall: 0n,
      because: 'the defaulter is owed 80 − 30, and just that is there',
    },
    { owed: -80n, other: 500n, paid: -50n, shortfall: 0n, because: 'the defaulter is owed 80 − 30' },
    {
      owed: -80n,
      other: 20n,
      paid: -20n,
      shortfall: 0n,
      because: 'the honouring party’s own account bounds what it pays',
    },
  ]
  for (const { owed, other, paid, shortfall, because } of cases) {
    it(`pays ${paid} with a shortfall of ${shortfall} when ${owed} is owed and the other holds ${other}: ${because}`, () => {
      assert.deepEqual(waterfall(owed, 30n, 100n, other), { paid, shortfall })
    })
  }

  it('never takes more than an account holds, and leaves the honouring party no worse for a penalty', () => {
    const money = fc.bigInt(0n, 1_000n)
    fc.assert(
      fc.property(fc.bigInt(-2_000n, 2_000n), money, money, money, (owed, penalty, defaulter, honouring) => {
        const { paid, shortfall } = waterfall(owed, penalty, defaulter, honouring)
        assert.ok(paid <= defaulter && -paid <= honouring)
        assert.ok(paid >= waterfall(owed, 0n, defaulter, honouring).paid)
        assert.ok(shortfall === 0n || (paid === defaulter && paid + shortfall === owed))
      }),
    )
  })
})

// Ten days from day 100 at 50, margins 100, penalties 30. It is day 104, four days are fixed.
const terms = plainTerms({ periods: 2 })
const now = startOfDay(104) + 300

function inDefault(wanted: Partial<EscrowState> = {}): EscrowState {
  return anEscrow(terms, { phase: 'called', callSide: 'seller', due: units(60n), cureBy: now - 1, ...wanted })
}

/** Four days at 50, then 50 + `rise` as the latest: 17 of the 20 days count it. */
function risenBy(rise: bigint) {
  return readingsFrom({ from: 100, values: [50n, 50n, 50n, 50n + rise] })
}

describe('a close-out', () => {
  it('pays the buyer the value of all unsettled days and the penalty when the seller defaults', () => {
    const { state, events } = closeOut(terms, inDefault(), risenBy(3n), now)
    // 17 · 3 = 51, and 30
    assert.deepEqual(state, {
      ...anEscrow(terms, { balance: { seller: units(19n), buyer: units(181n) } }),
      phase: 'closed',
      cause: 'closedOut',
    })
    assert.equal(events.length, 1)
  })

  it('works the other way when the buyer defaults', () => {
    const { state } = closeOut(terms, inDefault({ callSide: 'buyer' }), risenBy(-3n), now)
    assert.deepEqual(state.balance, { seller: 181n, buyer: 19n })
  })

  it('adds what is unpaid to what is owed, and waives neither', () => {
    const owing = inDefault({
      balance: { seller: units(0n), buyer: units(200n) },
      unpaid: units(40n),
      periodsSettled: 1,
    })
    const { state } = closeOut(terms, owing, risenBy(3n), now)
    // The ten days of the second period at 53 owe 30: 40 + 30, of which nothing is there.
    assert.deepEqual([state.balance.buyer, state.shortfall, state.unpaid, state.due], [200n, 70n, 0n, 0n])
  })

  it('values fixed and future days together and settles nothing: nobody gains from the order of acts', () => {
    const late = startOfDay(112)
    const fixed = readingsFrom({ from: 100, values: [...Array<bigint>(10).fill(53n), 49n, 49n] })
    const { state, events } = closeOut(terms, inDefault(), fixed, late)
    // First period +30, second −10: 20 owed, and the penalty
    assert.deepEqual([state.balance.seller, state.periodsSettled], [50n, 0])
    assert.deepEqual(
      events.map((event) => event.name),
      ['closedOut'],
    )
  })

  it('pays a defaulter who is owed money, less the penalty', () => {
    assert.deepEqual(closeOut(terms, inDefault(), risenBy(-3n), now).state.balance, { seller: 121n, buyer: 79n })
  })

  it('clears the offers on the table', () => {
    const offer = { payment: units(1n), periodsSettled: 0, proposedAt: now }
    const offered = inDefault({ proposal: { seller: offer, buyer: offer } })
    assert.deepEqual(closeOut(terms, offered, risenBy(0n), now).state.proposal, { seller: null, buyer: null })
  })

  it('reads no index once every period is settled', () => {
    const settled = inDefault({
      periodsSettled: 2,
      balance: { seller: units(0n), buyer: units(200n) },
      unpaid: units(40n),
    })
    const silent = readingsFrom({ from: 99, values: [], isSilent: true })
    assert.equal(closeOut(terms, settled, silent, startOfDay(900)).state.shortfall, 40n)
  })

  const early: readonly { state: EscrowState; because: string }[] = [
    { state: inDefault({ cureBy: now }), because: 'the last second of the deadline still belongs to the called side' },
    { state: anEscrow(terms), because: 'nobody is called' },
    { state: anEscrow(terms, { phase: 'closed', cause: 'closedOut' }), because: 'the deal is closed' },
  ]
  for (const { state, because } of early) {
    it(`is refused as notInDefault: ${because}`, () => {
      assert.throws(() => closeOut(terms, state, risenBy(3n), now), isRefusal('notInDefault'))
    })
  }

  it('waits for a fresh index that can be read', () => {
    assert.throws(() => closeOut(terms, inDefault(), risenBy(3n), startOfDay(106)), isRefusal('indexStale'))
    const broken = { ...risenBy(3n), cumulative: () => null }
    assert.throws(() => closeOut(terms, inDefault(), broken, now), isRefusal('indexUnreadable'))
  })
})
