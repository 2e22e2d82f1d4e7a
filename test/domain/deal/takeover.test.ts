import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LARGEST_BALANCE } from '../../../server/domain/deal/accounts.ts'
import { claimOf } from '../../../server/domain/deal/claims.ts'
import { closeOut } from '../../../server/domain/deal/closeOut.ts'
import { mark } from '../../../server/domain/deal/mark.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { settle } from '../../../server/domain/deal/settle.ts'
import { takeOver, takeoverTermsAt, takeoverWindow, withdrawClaim } from '../../../server/domain/deal/takeover.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../../../server/domain/deal/termination.ts'
import { topUp } from '../../../server/domain/deal/topUp.ts'
import { unwind } from '../../../server/domain/deal/unwind.ts'
import { withdraw } from '../../../server/domain/deal/withdraw.ts'
import { SIDES, otherSide } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { max, min } from '../../../server/domain/units/rounding.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { BUYER, SELLER, STRANGER, anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'

// Twenty days from day 100 at 50, margins 100, penalties 30, a window of two days. It is day 104, four days are fixed.
const TWO_DAYS = 172_800
const terms = plainTerms({ periods: 2, takeoverSeconds: TWO_DAYS })
const now = startOfDay(104) + 300
const ANYTHING = LARGEST_BALANCE

/** Four days at 50, then the latest at 50 + `rise`: 17 of the 20 days count it. */
function risenBy(rise: bigint) {
  return readingsFrom({ from: 100, values: [50n, 50n, 50n, 50n + rise] })
}

function inDefault(wanted: Partial<EscrowState> = {}): EscrowState {
  return anEscrow(terms, { phase: 'called', callSide: 'seller', due: units(60n), cureBy: now - 1, ...wanted })
}

/** The seller has defaulted; its window ends at `until`. */
function inWindow(wanted: Partial<EscrowState> = {}, until = now + TWO_DAYS): EscrowState {
  return anEscrow(terms, { phase: 'defaulted', callSide: 'seller', cureBy: until, ...wanted })
}

const byStranger = { taker: STRANGER, maxDeposit: ANYTHING }

describe('a default, where the terms have a takeover window', () => {
  it('does not end the deal at once: until two days later anyone may step in', () => {
    const offer = { payment: units(1n), periodsSettled: 0, proposedAt: now }
    const { state, events } = closeOut(terms, inDefault({ proposal: { seller: offer, buyer: null } }), risenBy(3n), now)
    assert.deepEqual(state, inWindow())
    assert.deepEqual(takeoverWindow(terms, state), { from: now, until: now + TWO_DAYS })
    const [opened] = events
    assert.ok(opened?.name === 'windowOpened' && opened.defaulter === 'seller' && opened.until === now + TWO_DAYS)
  })

  it('keeps what the defaulter left unpaid', () => {
    const short = inDefault({ balance: { seller: units(0n), buyer: units(200n) }, unpaid: units(40n), due: units(60n) })
    const { state } = closeOut(terms, short, risenBy(3n), now)
    assert.deepEqual([state.unpaid, state.due], [40n, 0n])
  })

  it('waits for a fresh index, but needs no value: nothing is paid yet', () => {
    assert.throws(() => closeOut(terms, inDefault(), risenBy(3n), startOfDay(106)), isRefusal('indexStale'))
    const unreadable = { ...risenBy(3n), cumulative: () => null }
    assert.equal(closeOut(terms, inDefault(), unreadable, now).state.phase, 'defaulted')
  })

  const whole = readingsFrom({ from: 100, values: Array<bigint>(20).fill(53n) })

  it('ends it at once where nothing is left to live on for', () => {
    const late = startOfDay(121)
    assert.equal(closeOut(terms, inDefault(), whole, late).state.cause, 'closedOut')
    const settled = inDefault({
      periodsSettled: 2,
      balance: { seller: units(0n), buyer: units(200n) },
      unpaid: units(9n),
    })
    assert.equal(closeOut(terms, settled, whole, late).state.shortfall, 9n)
  })

  it('is closed out with the full penalty once nobody came', () => {
    const until = now + 600
    const state = inWindow({}, until)
    assert.throws(() => closeOut(terms, state, risenBy(3n), until), isRefusal('windowOpen'))
    const { balance, cause } = closeOut(terms, state, risenBy(3n), until + 1).state
    // 17 · 3 = 51 and 30 of the seller's 100
    assert.deepEqual([balance, cause], [{ seller: 19n, buyer: 181n }, 'closedOut'])
    assert.equal(closeOut(terms, inWindow(), whole, startOfDay(105)).state.cause, 'closedOut')
  })
})

describe('in the window', () => {
  it('nothing is settled, marked, added, withdrawn or agreed', () => {
    const state = inWindow()
    const due = startOfDay(112)
    const fixed = readingsFrom({ from: 100, values: Array<bigint>(12).fill(50n) })
    assert.equal(settle(terms, state, fixed, due).state, state)
    assert.equal(mark(terms, state, fixed, due).state, state)
    const amount = units(10n)
    assert.throws(() => topUp(terms, state, now, { side: 'seller', payer: SELLER, amount }), isRefusal('notLive'))
    const taking = { side: 'buyer', to: BUYER, amount } as const
    assert.throws(() => withdraw(terms, state, risenBy(0n), now, taking), isRefusal('notLive'))
    assert.throws(() => proposeTermination(state, 'buyer', 0n, now), isRefusal('notLive'))
    assert.throws(() => acceptTermination(state, 'buyer', 0n, now), isRefusal('notLive'))
    assert.throws(() => withdrawProposal(state, 'buyer'), isRefusal('proposalMissing'))
  })

  it('either side may still unwind when a fixing stays away, and what is unpaid counts', () => {
    const owing = inWindow({
      balance: { seller: units(0n), buyer: units(150n) },
      unpaid: units(40n),
      callSide: 'seller',
    })
    const { state } = unwind(terms, owing, risenBy(0n), startOfDay(104 + 1 + terms.fallbackDays))
    assert.deepEqual([state.cause, state.shortfall], ['unwound', 40n])
  })
})

describe('a takeover', () => {
  interface Case {
    readonly rise: bigint
    readonly seller: bigint
    readonly unpaid?: bigint
    /** Of the window, in quarters. */
    readonly quarter?: bigint
    readonly deposit: bigint
    readonly toHonouring: bigint
    readonly reward: bigint
    readonly account: bigint
    readonly leftover: bigint
    readonly because: string
  }
  const cases: readonly Case[] = [
    {
      rise: 3n,
      seller: 100n,
      deposit: 100n,
      toHonouring: 30n,
      reward: 0n,
      account: 151n,
      leftover: 19n,
      because:
        'of 100, 51 are owed on the days to come and 30 are the penalty: 19 are left; the margin is paid in anew',
    },
    {
      rise: 3n,
      seller: 100n,
      quarter: 4n,
      deposit: 100n,
      toHonouring: 15n,
      reward: 15n,
      account: 166n,
      leftover: 19n,
      because: 'in the last second the taker has half the penalty',
    },
    {
      rise: 3n,
      seller: 100n,
      quarter: 1n,
      deposit: 100n,
      toHonouring: 27n,
      reward: 3n,
      account: 154n,
      leftover: 19n,
      because: 'an eighth of 30 is 3.75, rounded against the taker',
    },
    {
      rise: 5n,
      seller: 100n,
      quarter: 4n,
      deposit: 100n,
      toHonouring: 8n,
      reward: 7n,
      account: 192n,
      leftover: 0n,
      because: '85 are owed: only 15 of the penalty are there, and half of that rounds to 7',
    },
    {
      rise: 8n,
      seller: 100n,
      quarter: 4n,
      deposit: 136n,
      toHonouring: 0n,
      reward: 0n,
      account: 236n,
      leftover: 0n,
      because: '136 are owed and 100 are there: the taker brings the 36, and earns nothing',
    },
    {
      rise: -3n,
      seller: 100n,
      quarter: 4n,
      deposit: 151n,
      toHonouring: 15n,
      reward: 15n,
      account: 115n,
      leftover: 121n,
      because: 'the deal owes the defaulter 51: the taker buys that from it',
    },
    {
      rise: 2n,
      seller: 0n,
      unpaid: 40n,
      quarter: 4n,
      deposit: 174n,
      toHonouring: 40n,
      reward: 0n,
      account: 134n,
      leftover: 0n,
      because: 'the taker pays what is unpaid at once, and the 34 owed on the days to come',
    },
  ]
  for (const { rise, seller, unpaid = 0n, quarter = 0n, because, ...expected } of cases) {
    it(`costs ${expected.deposit} and pays ${expected.toHonouring} at once: ${because}`, () => {
      const start = now - Number((BigInt(TWO_DAYS) * quarter) / 4n)
      const held = { seller: units(seller), buyer: units(100n) }
      const state = inWindow({ balance: held, unpaid: units(unpaid) }, start + TWO_DAYS)
      const { state: after, events } = takeOver(terms, state, risenBy(rise), now, byStranger)
      const [taken] = events
      assert.ok(taken?.name === 'takenOver')
      const { deposit, toHonouring, reward, leftover } = taken
      const account = after.balance.seller
      assert.deepEqual({ deposit, toHonouring, reward, account, leftover }, expected)
      assert.equal(after.balance.buyer, 100n + toHonouring)
      assert.equal(claimOf(after, SELLER), leftover)
    })
  }

  it('leaves an open deal with a new owner, nothing due or unpaid, and no offers', () => {
    const { state } = takeOver(terms, inWindow({ unpaid: units(0n) }), risenBy(3n), now, byStranger)
    assert.deepEqual(state, {
      ...anEscrow(terms, { balance: { seller: units(151n), buyer: units(130n) } }),
      owner: { seller: STRANGER, buyer: BUYER },
      claims: [{ holder: SELLER, amount: 19n }],
    })
  })

  it('belongs to the window: to its last second, not to the one after, nor once every day is fixed', () => {
    const state = inWindow({}, now)
    takeOver(terms, state, risenBy(3n), now, byStranger)
    assert.throws(() => takeOver(terms, state, risenBy(3n), now + 1, byStranger), isRefusal('notInWindow'))
    const whole = readingsFrom({ from: 100, values: Array<bigint>(20).fill(50n) })
    assert.throws(() => takeOver(terms, state, whole, now, byStranger), isRefusal('notInWindow'))
    assert.throws(() => takeOver(terms, inDefault(), risenBy(3n), now, byStranger), isRefusal('notInWindow'))
  })

  it('is open to anyone but the honouring party, the defaulter included', () => {
    const byBuyer = { taker: BUYER, maxDeposit: ANYTHING }
    assert.throws(
      () => takeOver(terms, inWindow(), risenBy(3n), now, byBuyer),
      isRefusal('honouringSideCannotTakeOver'),
    )
    const { state } = takeOver(terms, inWindow(), risenBy(3n), now, { taker: SELLER, maxDeposit: ANYTHING })
    assert.deepEqual([state.owner.seller, state.claims], [SELLER, [{ holder: SELLER, amount: 19n }]])
  })

  it('costs no more than the taker said, however the mark moved meanwhile', () => {
    const most = { taker: STRANGER, maxDeposit: 100n }
    assert.equal(takeOver(terms, inWindow(), risenBy(3n), now, most).state.phase, 'open')
    assert.throws(() => takeOver(terms, inWindow(), risenBy(-1n), now, most), isRefusal('depositAboveLimit'))
  })

  it('needs a fresh index that can be read, and accounts that hold the result', () => {
    assert.throws(() => takeOver(terms, inWindow(), risenBy(3n), startOfDay(106), byStranger), isRefusal('indexStale'))
    const unreadable = { ...risenBy(3n), cumulative: () => null }
    assert.throws(() => takeOver(terms, inWindow(), unreadable, now, byStranger), isRefusal('indexUnreadable'))
    const full = inWindow({ balance: { seller: units(0n), buyer: units(LARGEST_BALANCE) } })
    assert.throws(() => takeOver(terms, full, risenBy(3n), now, byStranger), isRefusal('balanceTooLarge'))
  })

  it('may happen again, on either side: claims of several holders stand side by side', () => {
    const first = takeOver(terms, inWindow(), risenBy(3n), now, byStranger).state
    const again: EscrowState = { ...first, phase: 'defaulted', callSide: 'buyer', cureBy: now + TWO_DAYS }
    // The buyer, with 130 and owed 51, defaults: 151 of its 181 after the penalty are bought from it or left to it.
    const { state } = takeOver(terms, again, risenBy(3n), now, { taker: SELLER, maxDeposit: ANYTHING })
    assert.deepEqual(state.owner, { seller: STRANGER, buyer: SELLER })
    assert.deepEqual([claimOf(state, SELLER), claimOf(state, BUYER), claimOf(state, STRANGER)], [19n, 151n, 0n])
    const paid = withdrawClaim(state, BUYER, BUYER)
    assert.deepEqual(paid.state.claims, [{ holder: SELLER, amount: 19n }])
    assert.deepEqual(paid.state.balance, state.balance)
    assert.throws(() => withdrawClaim(paid.state, BUYER, BUYER), isRefusal('nothingToClaim'))
  })
})

describe('whatever the index does and whoever defaults, a takeover', () => {
  const money = fc.bigInt(0n, 500n)
  const defaults = fc.record({
    side: fc.constantFrom<Side>(...SIDES),
    balance: fc.record({ seller: money.map(units), buyer: money.map(units) }),
    unpaid: money,
    margin: money,
    penalty: money,
    value: fc.bigInt(-1_000n, 1_000n),
    sinceStart: fc.integer({ min: 0, max: TWO_DAYS }),
  })

  interface Default {
    readonly deal: Terms
    readonly state: EscrowState
    /** What the defaulter owes on the days to come. */
    readonly owed: bigint
    readonly value: bigint
    readonly at: number
  }

  function defaultOf({ side, balance, unpaid, margin, penalty, value, sinceStart }: fcValue): Default {
    const deal = plainTerms({ margin: units(margin), penalty: units(min(margin, penalty)), takeoverSeconds: TWO_DAYS })
    // Something is unpaid only where the account is empty.
    const isOwing = unpaid % 3n === 0n && unpaid > 0n
    const state = anEscrow(deal, {
      phase: 'defaulted',
      callSide: side,
      cureBy: now + TWO_DAYS - sinceStart,
      balance: isOwing ? { ...balance, [side]: units(0n) } : balance,
      unpaid: units(isOwing ? unpaid : 0n),
    })
    return { deal, state, owed: side === 'seller' ? value : -value, value, at: now }
  }
  type fcValue = typeof defaults extends fc.Arbitrary<infer Value> ? Value : never

  it('neither makes nor loses money', () => {
    fc.assert(
      fc.property(defaults, (wanted) => {
        const { deal, state, value, at } = defaultOf(wanted)
        const { deposit, balance, leftover } = takeoverTermsAt(deal, state, value, at)
        const before = state.balance.seller + state.balance.buyer + deposit
        assert.equal(balance.seller + balance.buyer + leftover, before)
        assert.ok(deposit >= 0n && leftover >= 0n)
      }),
    )
  })

  it('gives the honouring party, in cash and in a deal that is worth its mark, what it is owed and half of the penalty there is', () => {
    fc.assert(
      fc.property(defaults, (wanted) => {
        const { deal, state, owed, value, at } = defaultOf(wanted)
        const account = state.balance[state.callSide]
        const { toHonouring } = takeoverTermsAt(deal, state, value, at)
        const m = owed + state.unpaid
        const penaltyThere = min(max(0n, account - m), penaltyOf(deal))
        assert.ok(toHonouring + owed >= min(m, account) + (penaltyThere + 1n) / 2n)
      }),
    )
  })

  it('restores the side to its initial margin and exposure, and earns the taker at most half the penalty', () => {
    fc.assert(
      fc.property(defaults, (wanted) => {
        const { deal, state, owed, value, at } = defaultOf(wanted)
        const { reward, balance, deposit } = takeoverTermsAt(deal, state, value, at)
        assert.equal(balance[state.callSide], deal.sellerMargin + max(0n, owed) + reward)
        assert.ok(reward >= 0n && 2n * reward <= penaltyOf(deal))
        // What the taker has afterwards, marked, less what it paid in: the reward, and never the defaulter's money.
        const gain = balance[state.callSide] - owed - deposit
        const uncovered = max(0n, owed + state.unpaid - state.balance[state.callSide])
        assert.equal(gain, reward - uncovered)
      }),
    )
  })

  it('earns nothing in the first second, and the longer nobody comes the more', () => {
    fc.assert(
      fc.property(defaults, fc.integer({ min: 0, max: 3_600 }), (wanted, later) => {
        const { deal, state, value, at } = defaultOf(wanted)
        const start = state.cureBy - TWO_DAYS
        const rewardAt = (moment: number) => takeoverTermsAt(deal, state, value, moment).reward
        assert.equal(rewardAt(start), 0n)
        assert.ok(rewardAt(at + later) >= rewardAt(at))
      }),
    )
  })

  it('costs a defaulter who takes its own side back at least half of the penalty it could have paid', () => {
    fc.assert(
      fc.property(defaults, (wanted) => {
        const { deal, state, owed, value, at } = defaultOf(wanted)
        const { deposit, balance, leftover } = takeoverTermsAt(deal, state, value, at)
        const before = state.balance[state.callSide] - owed - state.unpaid
        const after = balance[state.callSide] - owed + leftover - deposit
        const penaltyThere = min(max(0n, before), penaltyOf(deal))
        assert.ok(before - after >= (penaltyThere + 1n) / 2n)
        assert.ok(state.balance[otherSide(state.callSide)] <= balance[otherSide(state.callSide)])
      }),
    )
  })
})

function penaltyOf(deal: Terms): bigint {
  return deal.sellerPenalty
}
