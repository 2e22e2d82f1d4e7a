import { strict as assert } from 'node:assert'
import { cashOfOwners } from '../../../server/domain/deal/cash.ts'
import { closeOut } from '../../../server/domain/deal/closeOut.ts'
import { endingOf } from '../../../server/domain/deal/ending.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import { topUp } from '../../../server/domain/deal/topUp.ts'
import { withdraw } from '../../../server/domain/deal/withdraw.ts'
import type { Outcome } from '../../../server/domain/deal/outcome.ts'
import { totalsOf } from '../../../server/domain/deal/book.ts'
import type { Position } from '../../../server/domain/deal/book.ts'
import { aFact, theOpening } from '../../support/facts.ts'
import {
  BUYER,
  SELLER,
  STRANGER,
  anEscrow,
  plainTerms,
  publicationOf,
  readingsFrom,
  units,
} from '../../support/terms.ts'

// Ten days fixed at 50, margins of 100 of which 50 must stay, penalty 30; a premium of 20 to the seller and a fee of 5.
const terms = plainTerms({ premium: units(20n), broker: STRANGER, brokerFee: units(5n) })
const readings = readingsFrom({ from: 99, values: [62n] })
const now = publicationOf(99)

/** The seller is called for 100 + 120 − 120, adds 10 of it, is closed out, and the buyer takes everything. */
function aDefault() {
  const called = mark(terms, anEscrow(terms), readings, now)
  const helped = topUp(terms, called.state, now, { side: 'seller', payer: STRANGER, amount: units(10n) })
  const late = helped.state.cureBy + 1
  const ended = closeOut(terms, helped.state, readings, late)
  const taken = withdraw(terms, ended.state, readings, late, {
    side: 'buyer',
    to: BUYER,
    amount: ended.state.balance.buyer,
  })
  return { facts: factsOf([called, helped, ended, taken]), state: taken.state }
}

function factsOf(outcomes: readonly Outcome[]) {
  return [theOpening(terms), ...outcomes.flatMap(({ events }) => events).map((event, index) => aFact(event, index + 2))]
}

describe('what went into and out of an account', () => {
  const { facts, state } = aDefault()

  it('comes to what the seller lost: 120 of value and what was left for the penalty, less the premium', () => {
    // In: 100 and half the fee, 2, and 10 on top; the account held 130 with the premium, and all of it went.
    assert.deepEqual(cashOfOwners(terms, facts, state.balance, 'seller').present, {
      owner: SELLER,
      locked: 102n,
      toppedUp: 10n,
      putIn: 112n,
      withdrawn: 0n,
      leftover: 0n,
      gain: -112n,
    })
  })

  it('comes to what the buyer gained: 130 of the seller’s account, less premium and fee', () => {
    assert.deepEqual(cashOfOwners(terms, facts, state.balance, 'buyer').present, {
      owner: BUYER,
      locked: 123n,
      toppedUp: 0n,
      putIn: 123n,
      withdrawn: 230n,
      leftover: 0n,
      gain: 107n,
    })
  })
})

describe('how a deal ended', () => {
  it('is told with the call that was not met, less what was paid of it', () => {
    const { facts } = aDefault()
    const ending = endingOf(facts)
    assert.equal(ending?.event.name, 'closedOut')
    assert.deepEqual(ending.call, { side: 'seller', due: 90n, by: now + 86_400 })
    // 120 of value and 30 of penalty, of which the account held 130.
    assert.equal(ending.demanded, 150n)
    assert.equal(ending.event.paid, 130n)
  })

  it('is not told of a deal that runs', () => {
    assert.equal(endingOf([theOpening(terms)]), null)
  })
})

describe('a book of many deals', () => {
  const position = (wanted: Partial<Position>): Position => ({
    balance: units(100n),
    withdrawable: units(0n),
    exposure: units(0n),
    worth: 0n,
    isLive: true,
    nextCash: null,
    ...wanted,
  })

  it('adds up what is locked and owed in live deals, and what may be taken from any', () => {
    const { locked, withdrawable, exposure, worth } = totalsOf([
      position({ exposure: units(40n), worth: -40n }),
      position({ withdrawable: units(7n), worth: 25n }),
      position({ exposure: null, worth: null }),
      position({ isLive: false, balance: units(60n), withdrawable: units(60n) }),
    ])
    assert.deepEqual([locked, withdrawable, exposure, worth], [300n, 67n, 40n, -15n])
  })

  it('knows when money moves next, and how much of it on that day', () => {
    const { nextCash } = totalsOf([
      position({ nextCash: { at: 20, received: 5n } }),
      position({ nextCash: { at: 10, received: -3n } }),
      position({ nextCash: { at: 10, received: 1n } }),
      position({ isLive: false, nextCash: { at: 5, received: 9n } }),
    ])
    assert.deepEqual(nextCash, { at: 10, received: -2n })
  })

  it('of nothing is nothing', () => {
    assert.deepEqual(totalsOf([]), { locked: 0n, withdrawable: 0n, exposure: 0n, worth: 0n, nextCash: null })
  })
})
