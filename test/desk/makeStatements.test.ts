import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { makeStatements } from '../../server/desk/makeStatements.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { Statement } from '../../server/desk/ports/statements.ts'
import { cashOfOwners } from '../../server/domain/deal/cash.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { aWorld, dealOf } from '../support/deals.ts'
import { aDealOfTwo } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { aDealTakenOver } from '../support/takeovers.ts'

const OPENED = parseDay('2021-05-14')
const CALLED = parseDay('2021-05-31')
const CLOSED = parseDay('2021-06-01')

/** The golden run to its close-out at 00:05:01 on 1 June, and one more fixing after it. */
async function anEndedDeal() {
  const world = await aWorld()
  const deal = await aDealOfTwo(world)
  await advanceReplay(world.ports, { to: endOfDay(CLOSED) + 300 })
  return { world, ...deal }
}

async function statement({ ports }: World, account: Account, day: number): Promise<Statement> {
  const made = await ports.statements.read(account.id, day)
  assert.ok(made, `no statement of day ${day}`)
  return made
}

async function line(world: World, account: Account, day: number) {
  const [first, ...more] = (await statement(world, account, day)).lines
  assert.ok(first)
  assert.deepEqual(more, [])
  return first
}

// The golden run, worked by hand in the escrow semantics: margin 0.105 each, −134 and 95 234 settled, a call on 31 May, closed out on 1 June.
describe('the daily statement', () => {
  it('tells of the day on which a deal opened what was locked, and nothing as gained', async () => {
    const { world, miner } = await anEndedDeal()
    await makeStatements(world.ports)
    const { heldBefore, paidIn, realised, heldAfter, entries } = await line(world, miner, OPENED)
    assert.deepEqual([heldBefore, paidIn, realised, heldAfter], [0n, 10_500_000n, 0n, 10_500_000n])
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['opened'],
    )
  })

  it('tells of the day of a call what was settled, what is called for until when, and what would be owed', async () => {
    const { world, miner, fund } = await anEndedDeal()
    await makeStatements(world.ports)
    const sellers = await line(world, miner, CALLED)
    assert.deepEqual([sellers.heldBefore, sellers.realised, sellers.heldAfter], [10_500_134n, -95_234n, 10_404_900n])
    // 10 500 000 · 75 % is its maintenance margin
    assert.deepEqual([sellers.exposure, sellers.worth, sellers.requirement], [6_674_476n, -6_674_476n, 14_549_476n])
    assert.deepEqual(sellers.call, { side: 'seller', due: 6_769_576n, by: endOfDay(CALLED) + 300 })
    assert.equal(sellers.mark?.day, CALLED)
    const buyers = await line(world, fund, CALLED)
    assert.deepEqual([buyers.realised, buyers.heldAfter, buyers.worth], [95_234n, 10_595_100n, 6_674_476n])
    assert.equal(buyers.call, null)
  })

  it('is made once for every day that is over, and comes to the gain of the deal', async () => {
    const { world, id, miner, fund } = await anEndedDeal()
    assert.equal((await makeStatements(world.ports)).done, 2)
    const { balance } = (await dealOf(world, id)).chain!.state
    for (const [account, gain, left] of [
      [miner, -8_869_576n, balance.seller],
      [fund, 8_869_576n, balance.buyer],
    ] as const) {
      const days = (await world.ports.statements.before(account.id, CLOSED + 1, 100)).toReversed()
      assert.deepEqual(
        days.map(({ day }) => day),
        Array.from({ length: CLOSED - OPENED + 1 }, (_, index) => OPENED + index),
      )
      const lines = days.flatMap(({ lines }) => lines)
      assert.equal(
        lines.reduce((sum, { realised }) => sum + realised, 0n),
        gain,
      )
      assert.equal(lines.at(-1)?.heldAfter, left)
      for (const one of lines) {
        assert.equal(one.heldBefore + one.paidIn + one.realised - one.takenOut, one.heldAfter)
      }
    }
  })

  it('can be reckoned again from the facts of the escrow alone', async () => {
    const { world, id, miner, fund } = await anEndedDeal()
    await makeStatements(world.ports)
    const { terms, facts } = await dealOf(world, id)
    for (const day of [OPENED, parseDay('2021-05-24'), CALLED, CLOSED]) {
      const books = facts.filter(({ point }) => point.at < endOfDay(day)).map(({ event }) => event)
      const book = books.findLast((event) => 'ledger' in event)
      const margin = { seller: terms.sellerMargin, buyer: terms.buyerMargin }
      const balance = book !== undefined && 'ledger' in book ? book.ledger.balance : margin
      assert.equal((await line(world, miner, day)).heldAfter, balance.seller)
      assert.equal((await line(world, fund, day)).heldAfter, balance.buyer)
    }
  })

  it('comes to the same made day by day, in one stride, or twice', async () => {
    const { world: stride, miner } = await anEndedDeal()
    await makeStatements(stride.ports)
    assert.deepEqual(await makeStatements(stride.ports), { done: 0, failures: [] })

    const daily = await aWorld()
    const { miner: same } = await aDealOfTwo(daily)
    for (let day = OPENED; day <= CLOSED; day += 1) {
      await advanceReplay(daily.ports, { to: endOfDay(day) + 300 })
      await makeStatements(daily.ports)
    }
    const told = async (world: World, account: Account) =>
      (await world.ports.statements.before(account.id, CLOSED + 1, 100)).map(({ day, lines }) => ({ day, lines }))
    assert.deepEqual(await told(daily, same), await told(stride, miner))
  })

  it('keeps the books of whoever lost a side to a taker, and of the taker, so that they come to what each of them gained', async () => {
    const { world, deal, miner, fund, taker } = await aDealTakenOver()
    await advanceReplay(world.ports, { byDays: 3 })
    await makeStatements(world.ports)
    const { terms, facts, chain } = await dealOf(world, deal.id)
    const sellers = cashOfOwners(terms, facts, chain!.state.balance, 'seller')
    const buyers = cashOfOwners(terms, facts, chain!.state.balance, 'buyer')
    const gains = [
      [miner, sellers.former[0]?.gain],
      [taker, sellers.present.gain],
      [fund, buyers.present.gain],
    ] as const
    for (const [account, gain] of gains) {
      const lines = (await world.ports.statements.before(account.id, 1_000_000, 100)).flatMap((made) => made.lines)
      assert.equal(
        lines.reduce((sum, { realised }) => sum + realised, 0n),
        gain,
        account.name,
      )
    }
  })

  it('waits for the fixing of the day', async () => {
    const world = await aWorld()
    const { miner } = await aDealOfTwo(world)
    await world.ports.clock.moveTo(endOfDay(OPENED) + 299)
    await makeStatements(world.ports)
    assert.equal(await world.ports.statements.read(miner.id, OPENED), null)
    await advanceReplay(world.ports, { to: endOfDay(OPENED) + 300 })
    await makeStatements(world.ports)
    assert.equal((await line(world, miner, OPENED)).mark?.day, OPENED)
  })

  it('is made for everybody else where it cannot be made for one, and for that one later, with no day missing', async () => {
    const { world, miner, fund } = await anEndedDeal()
    const { ports } = world
    const failing = {
      ...ports.statements,
      insert: async (made: Statement) => {
        if (made.account === miner.id && made.day === CALLED) throw new Error('a line that cannot be written')
        await ports.statements.insert(made)
      },
    }
    const { done, failures } = await makeStatements({ ...ports, statements: failing })
    assert.deepEqual([done, failures], [1, [{ what: miner.id, why: 'a line that cannot be written' }]])
    assert.equal((await ports.statements.read(fund.id, CLOSED))?.day, CLOSED)
    assert.equal(await ports.statements.read(miner.id, CLOSED), null, 'no day is made before the one that is missing')
    await makeStatements(ports)
    assert.equal((await line(world, miner, CLOSED)).realised, -8_774_476n)
  })

  it('goes on where it was when the database stopped answering in the middle', async () => {
    const { world, miner } = await anEndedDeal()
    const { ports } = world
    let left = 5
    const reach = async (account: string, day: number) => {
      if ((left -= 1) === 0) throw new PortFailure('database', 'gone')
      await ports.statements.reach(account, day)
    }
    await assert.rejects(makeStatements({ ...ports, statements: { ...ports.statements, reach } }), PortFailure)
    await makeStatements(ports)
    assert.equal((await ports.statements.before(miner.id, CLOSED + 1, 100)).length, CLOSED - OPENED + 1)
  })
})
