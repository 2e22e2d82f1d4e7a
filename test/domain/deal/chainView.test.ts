import { strict as assert } from 'node:assert'
import type { Ledger } from '../../../server/domain/deal/chainFacts.ts'
import { chainViewAfter, chainViewOf, nextSettlementDay } from '../../../server/domain/deal/chainView.ts'
import { aFact, chainPoint, theOpening } from '../../support/facts.ts'
import { STRANGER, anEscrow, plainTerms, units } from '../../support/terms.ts'

const terms = plainTerms({ periods: 2 })

function aLedger(wanted: Partial<Ledger> = {}): Ledger {
  const { phase, cause, balance, periodsSettled, callSide, cureBy } = anEscrow(terms)
  return { phase, cause, balance, periodsSettled, callSide, cureBy, ...wanted }
}

describe('what the chain says about a deal', () => {
  it('is nothing before it is opened', () => {
    assert.equal(chainViewOf(terms, []), null)
  })

  it('is margins on both sides and the end of the first period once it is', () => {
    assert.deepEqual(chainViewOf(terms, [theOpening(terms)]), {
      state: anEscrow(terms),
      opened: chainPoint(1, 1),
      last: chainPoint(1, 1),
      nextSettlementDay: 109,
    })
  })

  const short = aLedger({
    phase: 'called',
    balance: { seller: units(0n), buyer: units(200n) },
    periodsSettled: 1,
    cureBy: 99,
  })
  const shortfallFacts = [
    theOpening(terms),
    aFact({ name: 'settled', period: 0, amount: 150n, unpaid: units(50n), ledger: short }, 2),
    aFact({ name: 'marginCalled', side: 'seller', due: units(50n), ledger: short }, 2),
  ]

  it('follows a settlement that fell short and the call it opened', () => {
    const view = chainViewOf(terms, shortfallFacts)
    assert.deepEqual(view?.state, {
      ...anEscrow(terms),
      phase: 'called',
      balance: { seller: 0n, buyer: 200n },
      periodsSettled: 1,
      cureBy: 99,
      due: 50n,
      unpaid: 50n,
    })
    assert.deepEqual([view.last.block, view.nextSettlementDay], [2, 119])
  })

  it('follows a top-up that met it', () => {
    const paid = aLedger({ balance: { seller: units(0n), buyer: units(250n) }, periodsSettled: 1 })
    const zero = units(0n)
    const view = chainViewOf(terms, [
      ...shortfallFacts,
      aFact(
        {
          name: 'toppedUp',
          side: 'seller',
          payer: STRANGER,
          amount: units(50n),
          due: zero,
          unpaid: zero,
          ledger: paid,
        },
        3,
      ),
      aFact({ name: 'callLifted', side: 'seller', ledger: paid }, 3),
    ])
    assert.deepEqual([view?.state.phase, view?.state.due, view?.state.unpaid], ['open', 0n, 0n])
  })

  it('gives no meaning to a call side that the word still carries after the call', () => {
    const lifted = aLedger({ callSide: 'buyer' })
    const view = chainViewOf(terms, [
      theOpening(terms),
      aFact({ name: 'callLifted', side: 'buyer', ledger: lifted }, 2),
    ])
    assert.deepEqual(view?.state, anEscrow(terms))
  })

  it('keeps the shortfall of a close-out, and has nothing left to settle', () => {
    const ledger = aLedger({ phase: 'closed', cause: 'closedOut', balance: { seller: units(0n), buyer: units(200n) } })
    const closedOut = {
      name: 'closedOut',
      defaulter: 'seller',
      owed: 130n,
      penalty: units(30n),
      paid: 100n,
      shortfall: units(30n),
      ledger,
    } as const
    const view = chainViewOf(terms, [...shortfallFacts, aFact(closedOut, 9)])
    assert.deepEqual(
      [view?.state.cause, view?.state.shortfall, view?.state.due, view?.nextSettlementDay],
      ['closedOut', 30n, 0n, null],
    )
  })

  it('remembers an offer with the time of its block, until the next settlement', () => {
    const proposed = aFact({ name: 'terminationProposed', side: 'buyer', payment: -7n }, 5, 12_345)
    const view = chainViewOf(terms, [theOpening(terms), proposed])
    assert.deepEqual(view?.state.proposal.buyer, { payment: -7n, periodsSettled: 0, proposedAt: 12_345 })
    const settled = aFact(
      { name: 'settled', period: 0, amount: 0n, unpaid: units(0n), ledger: aLedger({ periodsSettled: 1 }) },
      6,
    )
    assert.equal(chainViewOf(terms, [theOpening(terms), proposed, settled])?.state.proposal.buyer, null)
    const withdrawn = aFact({ name: 'proposalWithdrawn', side: 'buyer' }, 6)
    assert.equal(chainViewOf(terms, [theOpening(terms), proposed, withdrawn])?.state.proposal.buyer, null)
  })

  it('is the same, told at once or in two readings', () => {
    const whole = chainViewOf(terms, shortfallFacts)!
    for (let told = 1; told <= shortfallFacts.length; told++) {
      const before = chainViewOf(terms, shortfallFacts.slice(0, told))!
      assert.deepEqual(chainViewAfter(terms, before, shortfallFacts.slice(told)), whole)
    }
  })

  it('is as if an act never happened when its block is gone', () => {
    assert.deepEqual(chainViewOf(terms, shortfallFacts.slice(0, 1))?.state, anEscrow(terms))
  })

  it('has no next settlement when every period is settled but not paid', () => {
    assert.equal(nextSettlementDay(terms, anEscrow(terms, { phase: 'called', periodsSettled: 2 })), null)
  })
})
