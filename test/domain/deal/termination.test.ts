import { strict as assert } from 'node:assert'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../../../server/domain/deal/termination.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { isRefusal } from '../../support/refusals.ts'
import { anEscrow, plainTerms, units } from '../../support/terms.ts'

const terms = plainTerms({ periods: 2 })
const now = 1_000_000
const DAY = 86_400

/** The seller has offered to end the deal for `payment` from the buyer. */
function offered(payment: bigint, state = anEscrow(terms)): EscrowState {
  return proposeTermination(state, 'seller', payment, now).state
}

describe('an offer to end the deal', () => {
  it('replaces the same side’s earlier one and leaves the other side’s alone', () => {
    const both = proposeTermination(offered(10n), 'buyer', -5n, now).state
    const again = proposeTermination(both, 'seller', 12n, now + 9).state
    assert.deepEqual(again.proposal, {
      seller: { payment: 12n, periodsSettled: 0, proposedAt: now + 9 },
      buyer: { payment: -5n, periodsSettled: 0, proposedAt: now },
    })
  })

  it('can be taken back, once', () => {
    const { state } = withdrawProposal(offered(10n), 'seller')
    assert.equal(state.proposal.seller, null)
    assert.throws(() => withdrawProposal(state, 'seller'), isRefusal('proposalMissing'))
  })

  it('may be made past the deadline of a call, but not once the deal is over', () => {
    const late = anEscrow(terms, { phase: 'called', cureBy: now - 1 })
    assert.doesNotThrow(() => offered(10n, late))
    assert.throws(() => offered(10n, anEscrow(terms, { phase: 'closed' })), isRefusal('notLive'))
    assert.throws(() => offered(10n, anEscrow(terms, { phase: 'defaulted' })), isRefusal('notLive'))
  })

  it('may ask for what an account can hold, and no more', () => {
    assert.doesNotThrow(() => offered(2n ** 96n - 1n))
    assert.throws(() => offered(2n ** 96n), isRefusal('premiumTooLarge'))
    assert.throws(() => offered(-(2n ** 96n)), isRefusal('premiumTooLarge'))
  })
})

describe('accepting it', () => {
  const cases = [
    { payment: 40n, seller: 140n, buyer: 60n, because: 'a positive payment goes from the buyer to the seller' },
    { payment: -40n, seller: 60n, buyer: 140n, because: 'a negative one the other way' },
    { payment: 0n, seller: 100n, buyer: 100n, because: 'they part as they are' },
    { payment: 100n, seller: 200n, buyer: 0n, because: 'an account may be emptied' },
  ]
  for (const { payment, seller, buyer, because } of cases) {
    it(`ends the deal for ${payment}, leaving ${seller} and ${buyer}: ${because}`, () => {
      const { state } = acceptTermination(offered(payment), 'buyer', payment, now + DAY)
      assert.deepEqual([state.phase, state.cause, state.balance], ['closed', 'terminated', { seller, buyer }])
      assert.deepEqual(state.proposal, { seller: null, buyer: null })
    })
  }

  it('waives what is unpaid, even past the deadline', () => {
    const owing = anEscrow(terms, {
      phase: 'called',
      balance: { seller: units(0n), buyer: units(200n) },
      due: units(40n),
      unpaid: units(40n),
      cureBy: now - 1,
    })
    const { state } = acceptTermination(offered(10n, owing), 'buyer', 10n, now)
    assert.deepEqual([state.balance, state.unpaid, state.shortfall], [{ seller: 10n, buyer: 190n }, 0n, 0n])
  })

  const refused: readonly { state: EscrowState; payment: bigint; at: number; code: RefusalCode; because: string }[] = [
    { state: anEscrow(terms), payment: 0n, at: now, code: 'proposalMissing', because: 'there is none' },
    {
      state: proposeTermination(anEscrow(terms), 'buyer', 1n, now).state,
      payment: 1n,
      at: now,
      code: 'proposalMissing',
      because: 'it is one’s own',
    },
    { state: offered(10n), payment: 9n, at: now, code: 'proposalDifferent', because: 'it asks for another payment' },
    {
      state: offered(10n),
      payment: 10n,
      at: now + DAY + 1,
      code: 'proposalExpired',
      because: 'it is older than a day',
    },
    {
      state: { ...offered(10n), periodsSettled: 1 },
      payment: 10n,
      at: now,
      code: 'proposalExpired',
      because: 'a period has settled since',
    },
    { state: offered(101n), payment: 101n, at: now, code: 'payerCannotPay', because: 'the buyer holds 100' },
    { state: offered(-101n), payment: -101n, at: now, code: 'payerCannotPay', because: 'the seller holds 100' },
    {
      state: { ...offered(10n), phase: 'closed' },
      payment: 10n,
      at: now,
      code: 'notLive',
      because: 'the deal is over',
    },
  ]
  for (const { state, payment, at, code, because } of refused) {
    it(`is refused as ${code}: ${because}`, () => {
      assert.throws(() => acceptTermination(state, 'buyer', payment, at), isRefusal(code))
    })
  }
})
