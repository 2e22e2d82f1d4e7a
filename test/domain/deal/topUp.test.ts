import { strict as assert } from 'node:assert'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import { topUp } from '../../../server/domain/deal/topUp.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import type { Side } from '../../../server/domain/terms/terms.ts'
import { isRefusal } from '../../support/refusals.ts'
import { STRANGER, anEscrow, plainTerms, units } from '../../support/terms.ts'

const terms = plainTerms({ periods: 2 })
const now = 1_000_000

/** The seller is called for 60 until the very second it is. */
const called = anEscrow(terms, { phase: 'called', callSide: 'seller', due: units(60n), cureBy: now })
/** The same, with 40 of the 60 unpaid from a settlement that emptied its account. */
const owing: EscrowState = { ...called, balance: { seller: units(0n), buyer: units(200n) }, unpaid: units(40n) }

function add(state: EscrowState, side: Side, amount: bigint) {
  return topUp(terms, state, now, { side, payer: STRANGER, amount: units(amount) })
}

describe('a top-up', () => {
  it('of a side that is not called is added to its account, whoever pays', () => {
    assert.deepEqual(
      add(anEscrow(terms), 'buyer', 7n).state,
      anEscrow(terms, { balance: { seller: units(100n), buyer: units(107n) } }),
    )
  })

  it('of the side that is not called leaves the call on the other alone', () => {
    assert.deepEqual(add(called, 'buyer', 99n).state, { ...called, balance: { seller: 100n, buyer: 199n } })
  })

  const cases = [
    {
      start: called,
      amount: 59n,
      due: 1n,
      unpaid: 0n,
      seller: 159n,
      buyer: 100n,
      phase: 'called',
      because: 'a unit is missing',
    },
    {
      start: called,
      amount: 60n,
      due: 0n,
      unpaid: 0n,
      seller: 160n,
      buyer: 100n,
      phase: 'open',
      because: 'the demand is met',
    },
    {
      start: called,
      amount: 90n,
      due: 0n,
      unpaid: 0n,
      seller: 190n,
      buyer: 100n,
      phase: 'open',
      because: 'more may be added',
    },
    {
      start: owing,
      amount: 30n,
      due: 30n,
      unpaid: 10n,
      seller: 0n,
      buyer: 230n,
      phase: 'called',
      because: 'what is unpaid goes first',
    },
    {
      start: owing,
      amount: 45n,
      due: 15n,
      unpaid: 0n,
      seller: 5n,
      buyer: 240n,
      phase: 'called',
      because: 'then the account is filled',
    },
    {
      start: owing,
      amount: 60n,
      due: 0n,
      unpaid: 0n,
      seller: 20n,
      buyer: 240n,
      phase: 'open',
      because: 'all of it is met',
    },
  ]
  for (const { start, amount, due, unpaid, seller, buyer, phase, because } of cases) {
    it(`of ${amount} on the called side, with ${start.unpaid} unpaid, leaves ${due} due and the deal ${phase}: ${because}`, () => {
      const { state } = add(start, 'seller', amount)
      assert.deepEqual([state.due, state.unpaid, state.balance, state.phase], [due, unpaid, { seller, buyer }, phase])
      assert.equal(state.cureBy, phase === 'open' ? 0 : now)
    })
  }

  it('that clears the last unpaid amount of a deal that is settled ends it as matured, though more was due', () => {
    const { state, events } = add({ ...owing, periodsSettled: 2 }, 'seller', 45n)
    assert.deepEqual([state.phase, state.cause, state.due], ['closed', 'matured', 0n])
    assert.deepEqual(state.balance, { seller: 5n, buyer: 240n })
    assert.deepEqual(
      events.map((event) => event.name),
      ['toppedUp', 'matured'],
    )
  })

  it('says what is left of the call', () => {
    const [event] = add(owing, 'seller', 30n).events
    assert.ok(event?.name === 'toppedUp')
    assert.deepEqual([event.payer, event.amount, event.due, event.unpaid], [STRANGER, 30n, 30n, 10n])
  })

  it('that fills the accounts to the brim is the last one', () => {
    const room = 2n ** 96n - 1n - 200n
    assert.doesNotThrow(() => add(anEscrow(terms), 'buyer', room))
    assert.throws(() => add(anEscrow(terms), 'buyer', room + 1n), isRefusal('balanceTooLarge'))
  })

  const refused: readonly { state: EscrowState; amount: bigint; code: RefusalCode; because: string }[] = [
    { state: anEscrow(terms), amount: 0n, code: 'amountZero', because: 'nothing is added' },
    { state: { ...called, cureBy: now - 1 }, amount: 60n, code: 'pastDeadline', because: 'it comes a second late' },
    { state: anEscrow(terms, { phase: 'closed' }), amount: 1n, code: 'notLive', because: 'the deal is closed' },
    { state: anEscrow(terms, { phase: 'defaulted' }), amount: 1n, code: 'notLive', because: 'the deal is in default' },
    {
      state: anEscrow(terms, { phase: 'closed' }),
      amount: 0n,
      code: 'notLive',
      because: 'whatever is added, the deal is closed',
    },
  ]
  for (const { state, amount, code, because } of refused) {
    it(`is refused as ${code}: ${because}`, () => {
      assert.throws(() => add(state, 'seller', amount), isRefusal(code))
    })
  }
})
