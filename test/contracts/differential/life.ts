import type { EscrowEvent } from '../../../server/domain/deal/chainFacts.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { exposure } from '../../../server/domain/margin/exposure.ts'
import { requirement } from '../../../server/domain/margin/requirement.ts'
import { withdrawable } from '../../../server/domain/margin/withdrawable.ts'
import { otherSide } from '../../../server/domain/terms/terms.ts'
import type { BySide, Side, Terms } from '../../../server/domain/terms/terms.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { perform } from './acts.ts'
import type { Act, People } from './acts.ts'
import { nextAct } from './choices.ts'
import type { Feed, Reading } from './feed.ts'
import { nextMoment } from './moments.ts'
import type { Scene } from './scene.ts'
import type { Random } from './random.ts'
import type { Aim } from './randomFeed.ts'

/** Everything an escrow shows at one moment; null is a view that reverts because the index cannot be read. */
export interface Shown {
  readonly state: EscrowState
  readonly requirement: BySide<bigint | null>
  readonly exposure: BySide<bigint | null>
  readonly withdrawable: BySide<bigint>
}

export interface Step {
  readonly act: Act
  readonly at: Instant
  readonly reading: Reading
  /** What the domain refused it for; null: it happened. */
  readonly refused: string | null
  readonly events: readonly EscrowEvent[]
  readonly after: Shown
  /** What each side holds outside the escrow since the opening: withdrawals, and what a refused top-up left it with. */
  readonly wallet: BySide<bigint>
}

/** One deal from its opening to its end, or to where the story stops. */
export interface Life {
  readonly terms: Terms
  readonly openAt: Instant
  readonly opening: Reading
  readonly opened: Shown
  readonly steps: readonly Step[]
}

interface Setting {
  readonly random: Random
  readonly terms: Terms
  readonly feed: Feed
  readonly aim: Aim
  readonly openAt: Instant
  readonly people: People
  readonly mostSteps: number
}

/** Lives a deal in the domain: what people choose to do, when, and what comes of it. */
export function liveThrough({ random, terms, feed, aim, openAt, people, mostSteps }: Setting): Life {
  const opening = feed.readingAt(openAt)
  const steps: Step[] = []
  const isDiligent = random.percent(aim === 'closedOut' ? 12 : 85)
  const isWatched = random.percent(65)
  const state = openState(terms)
  let scene: Scene = { random, terms, feed, aim, isDiligent, isWatched, now: openAt, state, step: 0 }
  const opened = shown(scene)
  let wallet: BySide<bigint> = { seller: 0n, buyer: 0n }
  let idle = 0
  // An offer that a settlement killed is forgotten by the domain; the escrow still knows that there was one.
  let offered: BySide<boolean> = { seller: false, buyer: false }
  while (steps.length < mostSteps && idle < 3) {
    scene = { ...scene, now: nextMoment(scene), step: steps.length }
    const act = nextAct(scene)
    const reading = feed.readingAt(scene.now)
    const outcome = perform(terms, scene.state, act, people, feed.readings(reading), scene.now)
    const isRefused = 'refused' in outcome
    const refused = isRefused ? wordOf(outcome.refused, act, offered) : null
    if (!isRefused) {
      scene = { ...scene, state: outcome.state }
      offered = offersAfter(offered, act)
    }
    wallet = walletAfter(wallet, act, isRefused)
    const events = isRefused ? [] : outcome.events
    steps.push({ act, at: scene.now, reading, refused, events, after: shown(scene), wallet })
    const isOver = scene.state.phase === 'closed' && scene.state.balance.seller + scene.state.balance.buyer === 0n
    if (isOver) idle += 1
  }
  return { terms, openAt, opening, opened, steps }
}

/** What an act is refused for, where an offer that is accepted is not there: never made, or dead since a settlement. */
export function wordOf(refused: string, { kind, by }: Act, offered: BySide<boolean>): string {
  if (refused !== 'proposalMissing' || kind !== 'accept' || by === 'stranger') return refused
  return offered[otherSide(by)] ? 'proposalSettledAway' : refused
}

/** Which side has made an offer and not taken it back, dead or alive. */
export function offersAfter(offered: BySide<boolean>, { kind, by }: Act): BySide<boolean> {
  if (by === 'stranger' || (kind !== 'propose' && kind !== 'withdrawProposal')) return offered
  return { ...offered, [by]: kind === 'propose' }
}

/** A payer is handed what it tops up with, and keeps it if the escrow will not have it. */
function walletAfter(wallet: BySide<bigint>, { kind, by, amount }: Act, isRefused: boolean): BySide<bigint> {
  if (by === 'stranger') return wallet
  const isKept = (kind === 'topUp' && isRefused) || (kind === 'withdraw' && !isRefused)
  return isKept ? { ...wallet, [by]: wallet[by] + amount } : wallet
}

function shown({ terms, state, feed, now }: Scene): Shown {
  const readings = feed.readings(feed.readingAt(now))
  const bySide = <T>(of: (side: Side) => T): BySide<T> => ({ seller: of('seller'), buyer: of('buyer') })
  return {
    state,
    requirement: bySide((side) => requirement(terms, state, side, readings)),
    exposure: bySide((side) => exposure(terms, state, side, readings)),
    withdrawable: bySide((side) => withdrawable(terms, state, side, readings, now)),
  }
}
