import { strict as assert } from 'node:assert'
import type { EscrowFact } from '../../../server/domain/deal/chainFacts.ts'
import { periodMoney } from '../../../server/domain/deal/periodMoney.ts'
import { settle } from '../../../server/domain/deal/settle.ts'
import { acceptTermination, proposeTermination } from '../../../server/domain/deal/termination.ts'
import { SILENCE } from '../../../server/domain/index/readings.ts'
import { aFact, theOpening } from '../../support/facts.ts'
import { anEscrow, plainTerms, publicationOf, readingsFrom, units } from '../../support/terms.ts'

// Three periods of ten days from day 100, fixed at 50. The first comes in at 53 a day, the second has three days at 48 so far.
const terms = plainTerms({ periods: 3 })
const readings = readingsFrom({ from: 99, values: [50n, ...days(10, 53n), ...days(3, 48n)] })
const settled = settle(terms, anEscrow(terms), readings, publicationOf(112))
const facts: readonly EscrowFact[] = [theOpening(terms), ...settled.events.map((event) => aFact(event, 2))]

function days(count: number, value: bigint): bigint[] {
  return Array<bigint>(count).fill(value)
}

describe('the money of each settlement period', () => {
  const told = periodMoney(terms, facts, readings, 'seller')

  it('is what was settled, from the side of who looks', () => {
    const [first] = told
    assert.deepEqual(
      [first?.status, first?.firstDay, first?.lastDay, first?.received, first?.total, first?.point?.block],
      ['settled', 100, 109, -30n, -30n, 2],
    )
    assert.equal(periodMoney(terms, facts, readings, 'buyer')[0]?.received, 30n)
  })

  it('is, of the running period, what it comes to if the index stays: three days and seven more at 48', () => {
    const [, second] = told
    assert.deepEqual(
      [second?.status, second?.fixedDays, second?.sum, second?.average, second?.received, second?.total],
      ['running', 3, 144n, 48n, 20n, null],
    )
  })

  it('is not guessed further ahead', () => {
    const third = told[2]
    assert.deepEqual([third?.status, third?.fixedDays, third?.average, third?.received], ['ahead', 0, null, null])
  })

  it('is expected of the first period before its first day', () => {
    const before = periodMoney(terms, [theOpening(terms)], readingsFrom({ from: 99, values: [51n] }), 'buyer')
    assert.deepEqual(
      before.map(({ status, received }) => [status, received]),
      [
        ['ahead', 10n],
        ['ahead', null],
        ['ahead', null],
      ],
    )
  })

  it('adds up over the periods', () => {
    const later = readingsFrom({ from: 99, values: [50n, ...days(10, 53n), ...days(10, 48n)] })
    const both = settle(terms, anEscrow(terms), later, publicationOf(119))
    const all = [theOpening(terms), ...both.events.map((event) => aFact(event, 3))]
    assert.deepEqual(
      periodMoney(terms, all, later, 'seller').map(({ received, total }) => [received, total]),
      [
        [-30n, -30n],
        [20n, -10n],
        // The third is expected at 48 as well.
        [20n, null],
      ],
    )
  })

  it('says what of a settlement the payer could not pay', () => {
    const poor = anEscrow(terms, { balance: { seller: units(12n), buyer: units(188n) } })
    const short = settle(terms, poor, readings, publicationOf(112))
    const all = [theOpening(terms), ...short.events.map((event) => aFact(event, 2))]
    assert.equal(periodMoney(terms, all, readings, 'seller')[0]?.unpaid, 18n)
  })

  it('of a deal that ended early was counted by its ending', () => {
    const proposed = proposeTermination(settled.state, 'seller', 0n, 1)
    const ended = acceptTermination(proposed.state, 'buyer', 0n, 2)
    const all = [...facts, ...ended.events.map((event) => aFact(event, 4))]
    assert.deepEqual(
      periodMoney(terms, all, readings, 'seller').map(({ status, received }) => [status, received]),
      [
        ['settled', -30n],
        ['netted', null],
        ['netted', null],
      ],
    )
  })

  it('is what the chain says, and no more, where the index is not read here', () => {
    const [first, second] = periodMoney(terms, facts, SILENCE, 'buyer')
    assert.deepEqual([first?.received, first?.average, second?.received], [30n, null, null])
  })
})
