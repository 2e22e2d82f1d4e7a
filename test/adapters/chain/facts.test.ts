import assert from 'node:assert/strict'
import { toQuantity } from 'ethers'
import { ESCROW } from '../../../server/adapters/chain/abi.ts'
import type { PartyWallet } from '../../../server/adapters/chain/wallet.ts'
import type { MinedBatch } from '../../../server/desk/ports.ts'
import type { EscrowEvent } from '../../../server/domain/deal/chainFacts.ts'
import type { Address, Terms } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { dayOf, startOfDay } from '../../../server/domain/units/time.ts'
import type { Day } from '../../../server/domain/units/time.ts'
import { FIRST_DAY, agreedDeal, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'

/** An event in one line: what it says, and the account book after it. */
function told(event: EscrowEvent): string {
  if (event.name === 'opened') return 'opened'
  const { name, ...rest } = event
  const ledger = 'ledger' in rest ? rest.ledger : null
  const said = Object.entries(rest).flatMap(([key, value]) => (key === 'ledger' ? [] : [`${key} ${String(value)}`]))
  const book =
    ledger === null ? [] : [`${ledger.phase} S ${String(ledger.balance.seller)} B ${String(ledger.balance.buyer)}`]
  return [name, ...said, ...book].join(' · ')
}

describe('what the chain tells about a deal', () => {
  let desk: TestDesk
  let seller: PartyWallet
  let buyer: PartyWallet
  let stranger: PartyWallet

  before(async () => {
    desk = await startTestDesk()
    seller = await desk.person('facts seller', 1_000_000n)
    buyer = await desk.person('facts buyer', 1_000_000n)
    stranger = await desk.person('facts stranger', 1_000_000n)
  })
  after(() => desk.stop())

  /** Opens daily-settled terms on the day after `lastDay`: fixed at 50, margin 100, maintenance 50, penalty 30, fallback 2 days. */
  async function opened(lastDay: number, wanted: Partial<Omit<Terms, 'seller' | 'buyer'>>): Promise<Address> {
    const deal = await agreedDeal(desk, {
      seller,
      buyer,
      startDay: lastDay + 1,
      periodDays: 1,
      openBy: startOfDay(lastDay + 2),
      fallbackDays: 2,
      cureSeconds: 86_400,
      ...wanted,
    })
    await desk.escrows.open(deal.opening)
    return deal.escrow
  }

  async function factsOf(escrow: Address, from = 0) {
    const head = await desk.history.head()
    return (await desk.history.escrowFacts(from, head.number)).filter((fact) => fact.escrow === escrow)
  }

  async function storyOf(escrow: Address): Promise<readonly string[]> {
    return (await factsOf(escrow)).map((fact) => told(fact.event))
  }

  it('is everything that happened, in its order, from opening through call and cure to an agreed end', async () => {
    const day = await calmDay()
    const escrow = await opened(day, { periods: 3 })
    // Day 1 fixes 60: the seller owes 10. At 60 for two more days the seller stands to lose 20 and needs 50 + 20; it has 90.
    await desk.fix(day + 1, 60n)
    await desk.escrows.settle([escrow])
    await desk.escrows.mark([escrow])
    await seller.proposeTermination(escrow, -5n)
    await seller.withdrawProposal(escrow)
    // Day 2 fixes 95: the seller owes 45 and has 45 left. One more day at 95 would cost 45: it needs 95, and 145 to be whole.
    await desk.fix(day + 2, 95n)
    await desk.escrows.mark([escrow])
    await stranger.approve(await tokenOf(escrow), escrow, 1_000n)
    await stranger.topUp(escrow, 'seller', 40n)
    await stranger.topUp(escrow, 'seller', 60n)
    // The buyer has 155 and must keep 100.
    await buyer.withdraw(escrow, 'buyer', 55n, stranger.address)
    await buyer.proposeTermination(escrow, -20n)
    await seller.acceptTermination(escrow, -20n)
    await seller.withdraw(escrow, 'seller', 125n, seller.address)

    assert.deepEqual(await storyOf(escrow), [
      'opened',
      'settled · period 0 · amount 10 · unpaid 0 · open S 90 B 110',
      'terminationProposed · side seller · payment -5',
      'proposalWithdrawn · side seller',
      'settled · period 1 · amount 45 · unpaid 0 · open S 45 B 155',
      'marginCalled · side seller · due 100 · called S 45 B 155',
      `toppedUp · side seller · payer ${stranger.address} · amount 40 · due 60 · unpaid 0 · called S 85 B 155`,
      `toppedUp · side seller · payer ${stranger.address} · amount 60 · due 0 · unpaid 0 · open S 145 B 155`,
      'callLifted · side seller · open S 145 B 155',
      `withdrawn · side buyer · to ${stranger.address} · amount 55 · open S 145 B 100`,
      'terminationProposed · side buyer · payment -20',
      'terminated · payment -20 · closed S 125 B 120',
      `withdrawn · side seller · to ${seller.address} · amount 125 · closed S 0 B 120`,
    ])
    const state = await desk.escrows.readState(escrow)
    assert.deepEqual([state.phase, state.cause, state.periodsSettled], ['closed', 'terminated', 2])
  })

  it('is a close-out with its penalty, and the escrow says the same', async () => {
    const lastDay = await calmDay()
    const escrow = await opened(lastDay, { periods: 2, sellerMargin: baseUnits(200n), buyerMargin: baseUnits(200n) })
    // Day 1 fixes 180: the seller owes 130, and would owe 130 more for the last day.
    await desk.fix(lastDay + 1, 180n)
    await desk.escrows.mark([escrow])
    const called = await desk.escrows.readState(escrow)
    const calledAt = (await factsOf(escrow)).at(-1)?.point.at ?? 0
    assert.deepEqual(
      [called.phase, called.callSide, called.due, called.cureBy],
      // 200 + 130 to be whole, of which 70 are there.
      ['called', 'seller', 260n, calledAt + 86_400],
    )
    await desk.clock.moveTo(called.cureBy + 1)
    await desk.escrows.closeOut([escrow])
    // It owes 130 and 30 of penalty, and has 70: all of it goes, and 60 of the 130 are not there.
    assert.deepEqual((await storyOf(escrow)).slice(1), [
      'settled · period 0 · amount 130 · unpaid 0 · open S 70 B 330',
      'marginCalled · side seller · due 260 · called S 70 B 330',
      'closedOut · defaulter seller · owed 130 · penalty 30 · paid 70 · shortfall 60 · closed S 0 B 400',
    ])
    const { phase, cause, shortfall } = await desk.escrows.readState(escrow)
    assert.deepEqual([phase, cause, shortfall], ['closed', 'closedOut', 60n])
  })

  it('is maturity after the last settlement, and an unwind where the index fell silent', async () => {
    const lastDay = await calmDay()
    const matures = await opened(lastDay, { periods: 1 })
    const unwinds = await opened(lastDay, { periods: 2 })
    await desk.fix(lastDay + 1, 30n)
    await desk.escrows.settle([matures, unwinds])
    // The fixing of day 2 is missing; two days after it should have been there, either side may leave. At 30 the buyer owes 20.
    await desk.clock.moveTo(startOfDay(lastDay + 5))
    await buyer.unwind(unwinds)
    assert.deepEqual(await storyOf(matures), [
      'opened',
      'settled · period 0 · amount -20 · unpaid 0 · open S 120 B 80',
      'matured · closed S 120 B 80',
    ])
    assert.deepEqual((await storyOf(unwinds)).slice(1), [
      'settled · period 0 · amount -20 · unpaid 0 · open S 120 B 80',
      'unwound · owed -20 · paid -20 · shortfall 0 · closed S 140 B 60',
    ])
  })

  it('says when and where each thing happened', async () => {
    const facts = await desk.history.escrowFacts(0, (await desk.history.head()).number)
    const places = facts.map(({ point }) => point.block * 1_000 + point.logIndex)
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
    for (const { point } of facts) {
      const block = await desk.history.blockAt(point.block)
      assert.deepEqual([block?.hash, block?.at], [point.blockHash, point.at])
    }
    assert.equal(await desk.history.blockAt((await desk.history.head()).number + 1), null)
  })

  it('leaves nothing out and tells nothing twice when it is read in pieces', async () => {
    const head = (await desk.history.head()).number
    const whole = await desk.history.escrowFacts(0, head)
    const middle = Math.floor(head / 2)
    const pieces = [
      ...(await desk.history.escrowFacts(0, middle)),
      ...(await desk.history.escrowFacts(middle + 1, head)),
    ]
    assert.ok(whole.length > 20)
    assert.deepEqual(pieces, whole)
  })

  it('includes the whole terms that both signed', async () => {
    const lastDay = await calmDay()
    const { terms, opening } = await agreedDeal(desk, {
      seller,
      buyer,
      startDay: lastDay + 30,
      openBy: startOfDay(lastDay + 20),
      premium: baseUnits(-7n),
      broker: stranger.address,
      brokerFee: baseUnits(3n),
      documentHash: desk.escrows.documentHashOf('the confirmation'),
    })
    const { block } = await desk.escrows.open(opening)
    const [fact] = await desk.history.escrowFacts(block, block)
    assert.deepEqual(fact?.event, { name: 'opened', digest: desk.escrows.digestOf(terms), terms })
  })

  /** Fixes 50 for every day that is missing, and for one more that is over now; returns that day. */
  async function calmDay(): Promise<Day> {
    const last = (await desk.oracle.lastFixed('BME14')) ?? FIRST_DAY - 1
    const calm = Math.max(last + 1, dayOf(await desk.clock.asOf()))
    for (let day = last + 1; day <= calm; day++) await desk.fix(day, 50n)
    return calm
  }

  async function tokenOf(escrow: Address): Promise<Address> {
    const [fact] = await factsOf(escrow)
    assert.ok(fact?.event.name === 'opened')
    return fact.event.terms.token
  }

  describe('from strangers', () => {
    it('a log that looks like an escrow event but carries no account book is not a fact', async () => {
      const settled = ESCROW.getEvent('Settled')?.topicHash ?? ''
      const before = (await desk.history.head()).number
      // PUSH32 topic 2, PUSH32 topic 1, 96 bytes of 0xff from memory: LOG2 — a ledger with bit 255 set.
      const ones = [0, 32, 64].map((at) => `7f${'ff'.repeat(32)}60${at.toString(16).padStart(2, '0')}52`).join('')
      const forged = `0x${ones}7f${'00'.repeat(32)}7f${settled.slice(2)}60606000a200`
      await desk.engine.send({ to: null, data: forged as Address })
      // The same topic with no data at all.
      await desk.engine.send({ to: null, data: `0x7f${'00'.repeat(32)}7f${settled.slice(2)}60006000a200` })
      const head = (await desk.history.head()).number
      const logs = await desk.chain.request('eth_getLogs', [
        { fromBlock: toQuantity(before + 1), toBlock: toQuantity(head), topics: [settled] },
      ])
      assert.equal((logs as unknown[]).length, 2)
      assert.deepEqual(await desk.history.escrowFacts(before + 1, head), [])
    })
  })

  describe('when many deals are instructed at once', () => {
    it('one that refuses is reported, and the others go through', async () => {
      const lastDay = await calmDay()
      const [first, second] = [await opened(lastDay, { periods: 2 }), await opened(lastDay, { periods: 2 })]
      await desk.fix(lastDay + 1, 55n)
      const settled = await desk.escrows.settle([first, stranger.address, second])
      assert.deepEqual(settled.skipped, [stranger.address])
      for (const escrow of [first, second]) assert.equal((await desk.escrows.readState(escrow)).periodsSettled, 1)
      assert.deepEqual((await desk.escrows.closeOut([first])).skipped, [first])
    })

    it('one that takes more gas than its share is acted on alone', async () => {
      // Forty first writes of 22 100 gas: more than any share, and no refusal.
      const heavy: Address = '0x0000000000000000000000000000000000005678'
      const writes = Array.from({ length: 40 }, (_, slot) => `600160${slot.toString(16).padStart(2, '0')}55`)
      await desk.chain.request('anvil_setCode', [heavy, `0x${writes.join('')}00`])
      assert.deepEqual((await desk.escrows.settle([heavy])).skipped, [])
      const written = await desk.chain.request('eth_getStorageAt', [heavy, '0x27', 'latest'])
      assert.equal(BigInt(String(written)), 1n)
    })

    it('twelve periods at once are settled for every deal of a batch', async () => {
      const lastDay = await calmDay()
      const escrows = [await opened(lastDay, { periods: 12 }), await opened(lastDay, { periods: 12 })]
      for (let day = lastDay + 1; day <= lastDay + 12; day++) await desk.fix(day, 55n)
      const settled: MinedBatch = await desk.escrows.settle(escrows)
      assert.deepEqual(settled.skipped, [])
      for (const escrow of escrows) assert.equal((await desk.escrows.readState(escrow)).cause, 'matured')
    })
  })

  describe('when the chain goes back', () => {
    it('what happened on the abandoned branch is gone, and its blocks have other hashes', async () => {
      const lastDay = await calmDay()
      const snapshot = await desk.chain.request('evm_snapshot', [])
      const escrow = await opened(lastDay, { periods: 1 })
      const [before] = await factsOf(escrow)
      assert.ok(before)
      assert.equal(await desk.chain.request('evm_revert', [snapshot]), true)
      // Other blocks take their place.
      for (let block = 0; block < 4; block++)
        await seller.approve(desk.network.factory, stranger.address, 1n).catch(() => null)
      for (let block = 0; block < 12; block++) await desk.chain.request('evm_mine', [])
      assert.deepEqual(await factsOf(escrow), [])
      assert.notEqual((await desk.history.blockAt(before.point.block))?.hash, before.point.blockHash)
      assert.equal((await desk.escrows.readState(escrow)).phase, 'none')
      // And the desk can go on: the nonce is the chain's.
      assert.ok((await opened(lastDay, { periods: 1, salt: 999_999n })).startsWith('0x'))
    })
  })
})
