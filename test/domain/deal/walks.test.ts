import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { cashOfOwners } from '../../../server/domain/deal/cash.ts'
import type { EscrowEvent } from '../../../server/domain/deal/chainFacts.ts'
import { chainViewOf } from '../../../server/domain/deal/chainView.ts'
import { claimsTotal } from '../../../server/domain/deal/claims.ts'
import { isLive } from '../../../server/domain/deal/phase.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { settle } from '../../../server/domain/deal/settle.ts'
import { unsettledValue } from '../../../server/domain/margin/value.ts'
import { withdrawable } from '../../../server/domain/margin/withdrawable.ts'
import { settlementAmount, worstCase } from '../../../server/domain/terms/payoff.ts'
import { MARKINGS, SIDES, otherSide } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { anEscrow, plainTerms, readingsFrom, units } from '../../support/terms.ts'
import { doAct, play, readingsAt, walks } from '../../support/walks.ts'
import type { Act, Walk } from '../../support/walks.ts'

const RUNS = { numRuns: 300 }

/** Eight periods of five days at 50; 2 TH/s, so that every payoff is even. */
const terms = plainTerms({
  periods: 8,
  periodDays: 5,
  hashrate: 2n,
  margin: units(300n),
  penalty: units(40n),
  fallbackDays: 3,
})
const collar = plainTerms({ ...terms, floor: indexValue(35n), cap: indexValue(70n) })
const covered: Terms = {
  ...collar,
  marking: MARKINGS.rangeCollateralised,
  sellerMargin: units(2n * 40n * 20n),
  buyerMargin: units(2n * 40n * 15n),
}
const windowed = plainTerms({ ...terms, takeoverSeconds: 200_000 })
const deals: readonly { name: string; terms: Terms }[] = [
  { name: 'a swap', terms },
  { name: 'a swap with a takeover window', terms: windowed },
  { name: 'a collar', terms: collar },
  { name: 'a range-collateralised collar', terms: covered },
]

function held(state: EscrowState): bigint {
  return state.balance.seller + state.balance.buyer + claimsTotal(state)
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

/** What an event says came into the escrow, negative where it went out. */
function movedIn(event: EscrowEvent): bigint {
  if (event.name === 'toppedUp') return event.amount
  if (event.name === 'takenOver') return event.deposit
  return event.name === 'withdrawn' || event.name === 'claimWithdrawn' ? 0n - event.amount : 0n
}

describe('whatever people do, and whatever the index does', () => {
  for (const { name, terms: deal } of deals) {
    it(`${name} neither makes nor loses money: what is held is what came in less what went out`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          for (const { events, before, after } of play(deal, walk).steps) {
            assert.equal(held(after), held(before) + sum(events.map(movedIn)))
            assert.ok(after.balance.seller >= 0n && after.balance.buyer >= 0n)
          }
        }),
        RUNS,
      )
    })

    it(`${name} owes nothing outside a call, and never calls for less than is unpaid`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          for (const { after } of play(deal, walk).steps) {
            if (after.phase === 'defaulted') {
              assert.ok(after.due === 0n && after.cureBy > 0 && deal.takeoverSeconds > 0)
              if (after.unpaid > 0n) assert.equal(after.balance[after.callSide], 0n)
            } else if (after.phase !== 'called') {
              assert.deepEqual([after.due, after.unpaid, after.cureBy], [0n, 0n, 0])
            } else {
              assert.ok(after.due > 0n && after.due >= after.unpaid && after.cureBy > 0)
              if (after.unpaid > 0n) assert.equal(after.balance[after.callSide], 0n)
            }
          }
        }),
        RUNS,
      )
    })

    it(`${name} that is closed stays closed: its accounts can only be withdrawn`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          for (const { act, before, after } of play(deal, walk).steps) {
            if (before.phase !== 'closed' || act.name === 'withdraw' || act.name === 'withdrawClaim') continue
            assert.deepEqual(after, before)
          }
        }),
        RUNS,
      )
    })

    it(`${name} is told by its events alone: the view folded from them is the state`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          const { steps, facts } = play(deal, walk)
          assert.deepEqual(chainViewOf(deal, facts)?.state, steps.at(-1)?.after)
        }),
        RUNS,
      )
    })

    it(`${name} gains nobody anything that others do not lose, whoever owns its sides`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          const { steps, facts } = play(deal, walk)
          const balance = steps.at(-1)?.after.balance ?? anEscrow(deal).balance
          const cash = SIDES.map((side) => cashOfOwners(deal, facts, balance, side))
          const gains = cash.flatMap(({ present, former }) => [...former, present]).map(({ gain }) => gain)
          assert.equal(sum(gains), 0n)
        }),
        RUNS,
      )
    })

    it(`${name} pays out exactly what it shows as withdrawable, and not a unit more`, () => {
      fc.assert(
        fc.property(walks, (walk) => {
          for (const { now, after } of play(deal, walk).steps) {
            const readings = readingsAt(deal, walk, now)
            for (const side of SIDES) {
              const most = withdrawable(deal, after, side, readings, now)
              const take = (amount: bigint): Act => ({ name: 'withdraw', side, amount, wait: 0, isSilent: false })
              if (most > 0n) {
                assert.equal(
                  doAct(deal, after, take(most), readings, now).state.balance[side],
                  after.balance[side] - most,
                )
              }
              // Where a settlement is waiting the view shows nothing, and the withdrawal settles first.
              const isWaiting = isLive(after) && settle(deal, after, readings, now).events.length > 0
              if (!isWaiting) assert.equal(doAct(deal, after, take(most + 1n), readings, now).state, after)
            }
          }
        }),
        { numRuns: 60 },
      )
    })
  }

  it('a walk is a life: calls, defaults, close-outs, unwinds, agreed ends and maturities all happen', () => {
    const ends = new Set<string>()
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { after } of play(terms, walk).steps) ends.add(`${after.phase} ${after.cause}`)
      }),
      { numRuns: 500, seed: 18_764 },
    )
    assert.deepEqual([...ends].sort(), [
      'called none',
      'closed closedOut',
      'closed matured',
      'closed terminated',
      'closed unwound',
      'open none',
    ])
  })
})

describe('with a takeover window', () => {
  it('every road is travelled: windows open, run out and are used, one deal has several, and claims are taken', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(walks, (walk) => {
        const told = play(windowed, walk).facts.map(({ event }) => event.name)
        for (const name of told) seen.add(name)
        if (told.filter((name) => name === 'takenOver').length > 1) seen.add('taken over twice')
        if (told.includes('windowOpened') && told.includes('closedOut')) seen.add('closed out after a window')
        if (told.includes('windowOpened') && told.includes('unwound')) seen.add('unwound after a window')
        if (told.includes('takenOver') && told.includes('matured')) seen.add('matured after a takeover')
      }),
      { numRuns: 1_000, seed: 18_764 },
    )
    for (const road of [
      'windowOpened',
      'takenOver',
      'claimWithdrawn',
      'taken over twice',
      'closed out after a window',
      'unwound after a window',
      'matured after a takeover',
    ]) {
      assert.ok(seen.has(road), road)
    }
  })
})

describe('buyer and seller', () => {
  /** The same deal from the other side of the table: payoffs change their sign when the index is mirrored at the fixed rate. */
  function mirrored(deal: Terms): Terms {
    return {
      ...deal,
      floor: indexValue(100n - deal.cap),
      cap: indexValue(100n - deal.floor),
      sellerMargin: deal.buyerMargin,
      buyerMargin: deal.sellerMargin,
      sellerPenalty: deal.buyerPenalty,
      buyerPenalty: deal.sellerPenalty,
      premium: units(0n - deal.premium),
    }
  }

  function mirroredWalk({ values, acts }: Walk): Walk {
    const swapped = acts.map((act) => ({ ...act, side: otherSide(act.side) }))
    return { values: values.map((value) => 100n - value), acts: swapped }
  }

  function asSeen(state: EscrowState) {
    const { phase, cause, balance, periodsSettled, cureBy, due, unpaid, shortfall } = state
    const callSide = phase === 'called' ? state.callSide : null
    return { phase, cause, balance, periodsSettled, cureBy, due, unpaid, shortfall, callSide }
  }

  function fromTheOtherSide(state: EscrowState) {
    const seen = asSeen(state)
    const { seller, buyer } = seen.balance
    return {
      ...seen,
      balance: { seller: buyer, buyer: seller },
      callSide: seen.callSide === null ? null : otherSide(seen.callSide),
    }
  }

  it('are treated alike: the mirrored deal under the mirrored index has the same life on the other side', () => {
    // An odd premium among even amounts: two sides never need exactly the same, where the seller would be called first.
    const deal: Terms = {
      ...plainTerms({ ...collar, floor: indexValue(35n), cap: indexValue(80n), takeoverSeconds: 200_000 }),
      sellerMargin: units(400n),
      buyerMargin: units(220n),
      sellerPenalty: units(60n),
      premium: units(33n),
    }
    fc.assert(
      fc.property(walks, (walk) => {
        const there = play(deal, walk).steps.map(({ after }) => asSeen(after))
        const here = play(mirrored(deal), mirroredWalk(walk)).steps.map(({ after }) => fromTheOtherSide(after))
        assert.deepEqual(here, there)
      }),
      RUNS,
    )
  })
})

describe('settling', () => {
  const index = fc.array(fc.bigInt(0n, 100n), { minLength: 41, maxLength: 41 })
  const end = startOfDay(200)

  it('every day or once at the end gives the same balances', () => {
    fc.assert(
      fc.property(index, (values) => {
        const walk = { values, acts: [] }
        let daily = anEscrow(terms)
        for (let day = terms.startDay; day <= 200; day += 1) {
          const now = startOfDay(day)
          // Nobody is late here: what is unpaid stays unpaid until the end.
          daily = settle({ ...terms, cureSeconds: 1_000_000_000 }, daily, readingsAt(terms, walk, now), now).state
        }
        const once = settle(terms, anEscrow(terms), readingsAt(terms, walk, end), end).state
        assert.deepEqual(
          [daily.balance, daily.periodsSettled, daily.unpaid, daily.due, daily.phase],
          [once.balance, once.periodsSettled, once.unpaid, once.due, once.phase],
        )
      }),
      RUNS,
    )
  })

  it('of a range-collateralised deal never falls short, whatever the index does', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 2n ** 125n), { minLength: 41, maxLength: 41 }), index, (wild, calm) => {
        for (const values of [wild, calm]) {
          const { state } = settle(covered, anEscrow(covered), readingsFrom({ from: 99, values }), end)
          assert.deepEqual([state.phase, state.cause, state.unpaid], ['closed', 'matured', 0n])
        }
      }),
      RUNS,
    )
  })

  it('takes no more than the worst case, and is worth what the value said once every day is fixed, to a unit a period', () => {
    const fine = plainTerms({ ...collar, hashrate: 7n, decimals: 17 })
    fc.assert(
      fc.property(index, (values) => {
        let settled = 0n
        for (let period = 0; period < 8; period += 1) {
          const sum = values.slice(1 + period * 5, 6 + period * 5).reduce((total, value) => total + value, 0n)
          settled += settlementAmount(fine, sum)
        }
        const value = unsettledValue(fine, 0, readingsFrom({ from: 99, values }))
        assert.ok(value !== null)
        assert.ok(settled - value < 8n && value - settled < 8n)
        const owed = (side: Side) => (side === 'seller' ? settled : -settled)
        for (const side of SIDES) assert.ok(owed(side) <= worstCase(fine, side, 40))
      }),
      RUNS,
    )
  })

  it('more hashprice never costs the buyer: what a period comes to grows with its fixings', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 1_000n), (sum, more) => {
        assert.ok(settlementAmount(collar, sum + more) >= settlementAmount(collar, sum))
      }),
    )
  })
})
