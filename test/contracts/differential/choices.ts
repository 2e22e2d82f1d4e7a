import { LARGEST_BALANCE } from '../../../server/domain/deal/accounts.ts'
import { isInDefault } from '../../../server/domain/deal/phase.ts'
import { isInWindow, takeoverTermsAt } from '../../../server/domain/deal/takeover.ts'
import { unsettledValue } from '../../../server/domain/margin/value.ts'
import { withdrawable } from '../../../server/domain/margin/withdrawable.ts'
import { lastDay, unwindableFrom } from '../../../server/domain/terms/schedule.ts'
import { SIDES, otherSide } from '../../../server/domain/terms/terms.ts'
import type { Side } from '../../../server/domain/terms/terms.ts'
import { abs, max } from '../../../server/domain/units/rounding.ts'
import { SECONDS_PER_DAY } from '../../../server/domain/units/time.ts'
import { KINDS } from './acts.ts'
import type { Act } from './acts.ts'
import { PERSONS, ownerOf } from './people.ts'
import type { Person } from './people.ts'
import type { Scene } from './scene.ts'

const ANYBODY = PERSONS

/** What somebody does now: usually what the moment calls for, sometimes anything at all. */
export function nextAct(scene: Scene): Act {
  const { random } = scene
  const isSensible = random.percent(72)
  const act = isSensible ? sensible(scene) : null
  return act ?? anything(scene)
}

function sensible(scene: Scene): Act | null {
  const { state, now, random } = scene
  if (state.phase === 'closed') return takesOut(scene)
  if (state.claims.length > 0 && random.percent(10)) return claims(scene)
  if (state.phase === 'defaulted') return inTheWindow(scene)
  if (isInDefault(state, now)) return inDefault(scene)
  if (isOverdue(scene) && random.percent(50)) return act(scene, 'unwind', anOwner(scene))
  if (scene.aim === 'terminated' && scene.step > 3) return endsByAgreement(scene)
  if (state.phase === 'called') return meetsTheCall(scene)
  if (random.percent(8)) return takesOut(scene)
  return act(scene, scene.isWatched && random.percent(scene.step === 0 ? 100 : 70) ? 'mark' : 'settle')
}

function act({ random }: Scene, kind: Act['kind'], by: Person = random.pick(ANYBODY), amount = 0n): Act {
  return { kind, by, side: random.pick(SIDES), amount }
}

function anOwner(scene: Scene): Person {
  return ownerOf(scene.state, scene.people, scene.random.pick(SIDES))
}

/** Strangers and the defaulter himself for what it costs, a unit less or anything; the honouring party in vain; or nobody comes. */
function inTheWindow(scene: Scene): Act | null {
  const { random, terms, state, feed, people, now } = scene
  if (isOverdue(scene) && random.percent(60)) return act(scene, 'unwind', anOwner(scene))
  if (!isInWindow(terms, state, feed.readings(feed.readingAt(now)), now)) return act(scene, 'closeOut')
  if (random.percent(15)) return act(scene, random.pick(['closeOut', 'settle', 'mark'] as const))
  const value = unsettledValue(terms, state.periodsSettled, feed.readings(feed.readingAt(now))) ?? 0n
  const { deposit } = takeoverTermsAt(terms, state, value, now)
  const limit = random.pick([deposit, deposit, deposit + 1n, deposit * 2n + 5n, max(0n, deposit - 1n)])
  const defaulter = ownerOf(state, people, state.callSide)
  const honouring = ownerOf(state, people, otherSide(state.callSide))
  const by = random.pick(['stranger', 'stranger', 'taker', 'taker', defaulter, honouring] as const)
  return act(scene, 'takeOver', by, limit)
}

function claims(scene: Scene): Act {
  const { random, state, people } = scene
  const holders = PERSONS.filter((person) => state.claims.some(({ holder }) => holder === people[person]))
  return act(scene, 'withdrawClaim', random.pick([holders[0] ?? 'seller', ...holders]))
}

function takesOut(scene: Scene): Act | null {
  const { random, terms, state, feed, people, now } = scene
  const side = random.pick(SIDES)
  const most = withdrawable(terms, state, side, feed.readings(feed.readingAt(now)), now)
  if (most === 0n) return state.phase === 'closed' ? takesOutOf(scene, otherSide(side)) : null
  return { kind: 'withdraw', by: ownerOf(state, people, side), side, amount: most + random.pick([0n, 0n, 0n, 1n]) }
}

function takesOutOf(scene: Scene, side: Side): Act | null {
  const { state, people } = scene
  const amount = state.balance[side]
  if (amount > 0n) return { kind: 'withdraw', by: ownerOf(state, people, side), side, amount }
  return state.claims.length > 0 ? claims(scene) : null
}

function inDefault(scene: Scene): Act | null {
  const { random, state, aim } = scene
  if (aim === 'unwound' && isOverdue(scene)) return act(scene, 'unwind', anOwner(scene))
  if (aim === 'terminated' && random.percent(70)) return endsByAgreement(scene)
  if (random.percent(70)) return act(scene, 'closeOut')
  return random.pick([
    { kind: 'topUp', by: random.pick(ANYBODY), side: state.callSide, amount: state.due },
    act(scene, 'settle'),
    act(scene, 'mark'),
  ])
}

/** One unit, one short of it, all of it, one more, or plenty. */
function meetsTheCall(scene: Scene): Act | null {
  const { random, state, terms, isDiligent } = scene
  const called = ownerOf(state, scene.people, state.callSide)
  if (random.percent(6)) return { kind: 'withdraw', by: called, side: state.callSide, amount: 1n }
  if (state.unpaid > 0n && random.percent(20)) return endsByAgreement(scene)
  // All but one unit paid: whatever a settlement leaves unpaid now is more than is demanded.
  if (state.due === 1n && state.unpaid === 0n && random.percent(75)) return act(scene, 'settle')
  const isPressing = state.periodsSettled === terms.periods || (state.unpaid > 0n && random.percent(50))
  if (!isPressing && (!isDiligent || random.percent(40))) return act(scene, scene.isWatched ? 'mark' : 'settle')
  const { due, unpaid, callSide: side } = state
  const amounts = [due, due, due + 1n, due - 1n, due - 1n, due - 1n, 1n, unpaid, unpaid + 1n, due * 2n + 5n] as const
  const room = LARGEST_BALANCE - state.balance.seller - state.balance.buyer
  // Accounts filled to the brim: whoever would take the side over now finds no room for what that takes.
  if (!isDiligent && random.percent(3)) return { kind: 'topUp', by: 'stranger', side: otherSide(side), amount: room }
  const amount = unpaid === 0n && random.percent(40) ? due - 1n : random.pick(amounts)
  if (amount === 0n || amount > room) return act(scene, 'mark')
  return { kind: 'topUp', by: random.pick(ANYBODY), side, amount }
}

function endsByAgreement(scene: Scene): Act {
  const { random, state, people, now } = scene
  const offering = SIDES.find((side) => state.proposal[side] !== null)
  const offer = offering === undefined ? null : state.proposal[offering]
  const isDead = offer !== null && now > offer.proposedAt + SECONDS_PER_DAY && random.percent(85)
  if (offering === undefined || offer === null || isDead || random.percent(10)) {
    const by = anOwner(scene)
    const balance = state.balance[random.pick(SIDES)]
    const payment = random.pick([0n, random.below(balance + 1n), -random.below(balance + 1n), balance, 0n - balance])
    return act(scene, 'propose', by, payment)
  }
  const by = ownerOf(state, people, otherSide(offering))
  const roll = random.int(1, 10)
  if (roll === 1) return act(scene, 'withdrawProposal', ownerOf(state, people, offering))
  if (roll === 2) return act(scene, 'accept', by, offer.payment + 1n)
  return act(scene, 'accept', by, offer.payment)
}

/** Anything by anybody, with amounts on and beside every limit. */
function anything(scene: Scene): Act {
  const { random, state, terms, feed, people, now } = scene
  const kind = random.pick(KINDS)
  const side = random.pick(SIDES)
  const by = random.percent(kind === 'withdraw' ? 80 : 45) ? ownerOf(state, people, side) : random.pick(ANYBODY)
  const room = LARGEST_BALANCE - state.balance.seller - state.balance.buyer
  const amounts: Partial<Record<Act['kind'], readonly [bigint, ...bigint[]]>> = {
    topUp: [0n, 1n, 1n, state.due, terms.sellerMargin / 8n, random.below(abs(terms.buyerMargin) + 1n), room + 1n],
    withdraw: withdrawals(scene, side, withdrawable(terms, state, side, feed.readings(feed.readingAt(now)), now)),
    takeOver: [0n, terms.sellerMargin, terms.buyerMargin, LARGEST_BALANCE],
    propose: [0n, 5n, -5n, state.balance.buyer + 1n, LARGEST_BALANCE, -LARGEST_BALANCE, LARGEST_BALANCE + 1n],
    accept: [0n, 5n, offerOf(scene, 'seller'), offerOf(scene, 'buyer'), offerOf(scene, otherSide(side))],
  }
  return { kind, by, side, amount: random.pick(amounts[kind] ?? [0n]) }
}

function withdrawals({ state }: Scene, side: Side, most: bigint): readonly [bigint, ...bigint[]] {
  return [0n, 1n, most, most, most + 1n, most / 2n + 1n, state.balance[side], state.balance[side] + 1n]
}

function offerOf({ state }: Scene, side: Side): bigint {
  return state.proposal[side]?.payment ?? 0n
}

/** Whether, as far as a passer-by can see, a fixing has been missing for long enough. */
function isOverdue({ terms, feed, now, state }: Scene): boolean {
  const { latest, deafDay } = feed.readingAt(now)
  if (state.periodsSettled >= terms.periods) return false
  const missing = latest === null ? lastDay(terms) : latest.day + 1
  const isMissing = missing <= lastDay(terms) && now >= unwindableFrom(terms, missing)
  return isMissing || (deafDay !== null && now >= unwindableFrom(terms, deafDay))
}
