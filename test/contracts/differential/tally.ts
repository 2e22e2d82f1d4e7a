import { CAUSES } from '../../../server/domain/deal/phase.ts'
import { initialMargin, otherSide } from '../../../server/domain/terms/terms.ts'
import type { Side, Terms } from '../../../server/domain/terms/terms.ts'
import { KINDS } from './acts.ts'
import type { RandomDeal } from './deals.ts'
import type { Step } from './life.ts'
import { REFUSALS } from './refusals.ts'

/** What random deals led to. A run in which something never happens says nothing about it, and is refused. */
export class Tally {
  readonly #counts = new Map<string, number>()
  #steps = 0

  add(deal: RandomDeal): void {
    if ('refused' in deal) {
      this.#count(`open refused: ${deal.refused.code}`)
      return
    }
    const { steps, terms } = deal.life
    this.#steps += steps.length
    steps.forEach((step, index) => {
      this.#count(step.refused === null ? step.act.kind : `${step.act.kind} refused: ${step.refused}`)
      for (const feature of featuresOf(step, steps[index - 1], terms)) this.#count(feature)
    })
    const end = steps.at(-1)?.after.state
    this.#count(`end: ${end?.cause ?? 'none'}`)
  }

  /** What should have happened at least once, and did not. */
  missing(): readonly string[] {
    return [...expected()].filter((what) => !this.#counts.has(what))
  }

  summary(): string {
    const ends = CAUSES.map(
      (cause) => `${this.#counts.get(`end: ${cause}`) ?? 0} ${cause === 'none' ? 'still live' : cause}`,
    )
    return `${this.#steps} acts, ${ends.join(', ')}`
  }

  counts(): readonly string[] {
    return [...this.#counts].map(([what, count]) => `${what}: ${count}`).sort()
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }
}

function* expected(): Generator<string> {
  yield* KINDS
  for (const cause of CAUSES) yield `end: ${cause}`
  for (const [act, codes] of Object.entries(REFUSALS)) {
    for (const code of Object.keys(codes)) yield `${act} refused: ${code}`
  }
  yield* FEATURES
}

/** Turns of a story that the rules were made for. */
const FEATURES = [
  'a settlement falls short',
  'a short settlement joins the running call',
  'a short settlement restarts the clock',
  'a short settlement replaces the call on the other side',
  'a mark calls the seller',
  'a mark calls the buyer',
  'a call demands exactly the minimum transfer',
  'a mark lifts a call and makes another',
  'a top-up lifts a call',
  'a top-up pays what is unpaid',
  'a top-up ends the deal',
  'maturity ends a call',
  'a close-out leaves a shortfall',
  'a close-out pays the defaulter',
  'a close-out after the last period',
  'an unwind leaves a shortfall',
  'an unwind of what is unpaid',
  'a termination waives what is unpaid',
  'a withdrawal settles first',
  'several periods settle at once',
  'a takeover pays what is unpaid',
  'a takeover brings more than the side lacks',
  'a takeover buys what the deal owes the defaulter',
  'a takeover leaves a claim',
  'a takeover earns half the penalty',
  'a defaulter takes its own side back',
  'a side is taken over again',
  'the other side is taken over too',
  'a default takes an offer off the table',
  'a taker is called',
  'a taker withdraws',
  'a claim outlives its deal',
  'a window ends with the last fixing',
  'a default without anything left to take over',
  'an unwind in the window',
  'a view cannot be read',
] as const

type Feature = (typeof FEATURES)[number]

function featuresOf(step: Step, previous: Step | undefined, terms: Terms): readonly Feature[] {
  const { act, events, after } = step
  const before = previous?.after.state
  const found: Feature[] = []
  const when = (holds: boolean, feature: Feature) => {
    if (holds) found.push(feature)
  }
  const names = events.map(({ name }) => name)
  const settled = events.filter((event) => event.name === 'settled')
  const short = settled.find(({ unpaid }) => unpaid > 0n)
  const call = events.find((event) => event.name === 'marginCalled')
  const wasCalled = before?.phase === 'called'
  when(short !== undefined, 'a settlement falls short')
  when(short !== undefined && call === undefined, 'a short settlement joins the running call')
  const isSameSide = wasCalled && call?.side === before.callSide
  when(short !== undefined && isSameSide, 'a short settlement restarts the clock')
  when(
    short !== undefined && wasCalled && call !== undefined && !isSameSide,
    'a short settlement replaces the call on the other side',
  )
  when(act.kind === 'mark' && short === undefined && call?.side === 'seller', 'a mark calls the seller')
  when(act.kind === 'mark' && short === undefined && call?.side === 'buyer', 'a mark calls the buyer')
  when(call?.due === terms.minimumTransfer, 'a call demands exactly the minimum transfer')
  when(names.includes('callLifted') && names.includes('marginCalled'), 'a mark lifts a call and makes another')
  when(act.kind === 'topUp' && names.includes('callLifted'), 'a top-up lifts a call')
  when(
    act.kind === 'topUp' && events.length > 0 && (before?.unpaid ?? 0n) > after.state.unpaid,
    'a top-up pays what is unpaid',
  )
  when(act.kind === 'topUp' && names.includes('matured'), 'a top-up ends the deal')
  when(act.kind !== 'topUp' && wasCalled && names.includes('matured'), 'maturity ends a call')
  for (const event of events) {
    when(event.name === 'closedOut' && event.shortfall > 0n, 'a close-out leaves a shortfall')
    when(event.name === 'closedOut' && event.paid < 0n, 'a close-out pays the defaulter')
    when(
      event.name === 'closedOut' && (before?.unpaid ?? 0n) > 0n && isLast(previous),
      'a close-out after the last period',
    )
    when(event.name === 'unwound' && event.shortfall > 0n, 'an unwind leaves a shortfall')
    when(event.name === 'unwound' && (before?.unpaid ?? 0n) > 0n, 'an unwind of what is unpaid')
    when(event.name === 'terminated' && (before?.unpaid ?? 0n) > 0n, 'a termination waives what is unpaid')
  }
  for (const feature of ofTheWindow(step, previous, terms)) found.push(feature)
  when(act.kind === 'withdraw' && settled.length > 0, 'a withdrawal settles first')
  when(settled.length > 1, 'several periods settle at once')
  when(after.requirement.seller === null, 'a view cannot be read')
  return found
}

function ofTheWindow({ act, at, events, after }: Step, previous: Step | undefined, terms: Terms): readonly Feature[] {
  const before = previous?.after.state
  if (before === undefined) return []
  const found: Feature[] = []
  const when = (holds: boolean, feature: Feature) => {
    if (holds) found.push(feature)
  }
  const isSigners = (side: Side) => before.owner[side] === terms[side]
  for (const event of events) {
    if (event.name === 'takenOver') {
      const { side, deposit, leftover, reward } = event
      when(before.unpaid > 0n, 'a takeover pays what is unpaid')
      when(leftover > 0n, 'a takeover leaves a claim')
      const owed = after.state.balance[side] - initialMargin(terms, side) - reward
      when(deposit > initialMargin(terms, side) && owed > 0n, 'a takeover brings more than the side lacks')
      when(deposit > initialMargin(terms, side) && owed === 0n, 'a takeover buys what the deal owes the defaulter')
      when(at === before.cureBy && reward > 1n, 'a takeover earns half the penalty')
      when(event.taker === event.previous, 'a defaulter takes its own side back')
      when(!isSigners(side), 'a side is taken over again')
      when(!isSigners(otherSide(side)), 'the other side is taken over too')
    }
    when(event.name === 'marginCalled' && !isSigners(event.side), 'a taker is called')
    when(event.name === 'withdrawn' && !isSigners(event.side), 'a taker withdraws')
    when(event.name === 'claimWithdrawn' && before.phase === 'closed', 'a claim outlives its deal')
    when(event.name === 'unwound' && before.phase === 'defaulted', 'an unwind in the window')
    const isEarly = before.phase === 'defaulted' && at <= before.cureBy
    when(event.name === 'closedOut' && isEarly, 'a window ends with the last fixing')
    const isAtOnce = before.phase === 'called' && terms.takeoverSeconds > 0
    when(event.name === 'closedOut' && isAtOnce, 'a default without anything left to take over')
  }
  const hadOffer = before.proposal.seller !== null || before.proposal.buyer !== null
  when(
    act.kind === 'closeOut' && hadOffer && after.state.phase === 'defaulted',
    'a default takes an offer off the table',
  )
  return found
}

/** Whether nothing of a deal with something unpaid is worth anything any more: every period is settled. */
function isLast(step: Step | undefined): boolean {
  return step?.after.exposure.seller === 0n && step.after.exposure.buyer === 0n
}
