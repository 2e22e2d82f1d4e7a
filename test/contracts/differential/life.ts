import type { EscrowEvent } from '../../../server/domain/deal/chainFacts.ts'
import { openState } from '../../../server/domain/deal/openState.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { exposure } from '../../../server/domain/margin/exposure.ts'
import { requirement } from '../../../server/domain/margin/requirement.ts'
import { withdrawable } from '../../../server/domain/margin/withdrawable.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import { otherSide } from '../../../server/domain/terms/terms.ts'
import type { BySide, Side, Terms } from '../../../server/domain/terms/terms.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import { claimOf, claimsTotal } from '../../../server/domain/deal/claims.ts'
import { takeoverTerms, takeoverWindow } from '../../../server/domain/deal/takeover.ts'
import type { TakeoverTerms } from '../../../server/domain/deal/takeover.ts'
import { perform } from './acts.ts'
import type { Act, Refused } from './acts.ts'
import { nextAct } from './choices.ts'
import type { Feed, Reading } from './feed.ts'
import { nextMoment } from './moments.ts'
import { ofEach, sideOf } from './people.ts'
import type { People, Person } from './people.ts'
import type { Scene } from './scene.ts'
import type { Random } from './random.ts'
import type { Aim } from './randomFeed.ts'

/** Everything an escrow shows at one moment; null is a view that reverts because the index cannot be read. */
export interface Shown {
  readonly state: EscrowState
  readonly requirement: BySide<bigint | null>
  readonly exposure: BySide<bigint | null>
  readonly withdrawable: BySide<bigint>
  readonly claimable: Readonly<Record<Person, bigint>>
  readonly window: { readonly from: Instant; readonly until: Instant } | null
  /** What a takeover would come to, or why there is none. */
  readonly quote: TakeoverTerms | Refused
}

export interface Step {
  readonly act: Act
  readonly at: Instant
  readonly reading: Reading
  /** What the domain refused it for; null: it happened. */
  readonly refused: string | null
  readonly events: readonly EscrowEvent[]
  readonly after: Shown
  /** What everybody holds outside the escrow since the opening: withdrawals, and what a payment that was refused left it with. */
  readonly wallet: Wallets
}

export type Wallets = Readonly<Record<Person, bigint>>

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
  let scene: Scene = { random, terms, feed, people, aim, isDiligent, isWatched, now: openAt, state, step: 0 }
  const opened = shown(scene)
  let wallet: Wallets = ofEach(() => 0n)
  let idle = 0
  // An offer that a settlement killed is forgotten by the domain; the escrow still knows that there was one.
  let offered: BySide<boolean> = { seller: false, buyer: false }
  while (steps.length < mostSteps && idle < 3) {
    scene = { ...scene, now: nextMoment(scene), step: steps.length }
    const act = nextAct(scene)
    const reading = feed.readingAt(scene.now)
    const outcome = perform(terms, scene.state, act, people, feed.readings(reading), scene.now)
    const isRefused = 'refused' in outcome
    const events = isRefused ? [] : outcome.events
    const own = sideOf(scene.state, people, act.by)
    const refused = isRefused ? wordOf(outcome.refused, act, own, offered) : null
    if (!isRefused) {
      scene = { ...scene, state: outcome.state }
      offered = offersAfter(offered, act, own)
    }
    wallet = walletAfter(wallet, act, isRefused, events)
    steps.push({ act, at: scene.now, reading, refused, events, after: shown(scene), wallet })
    const { phase, balance } = scene.state
    const isOver = phase === 'closed' && balance.seller + balance.buyer + claimsTotal(scene.state) === 0n
    if (isOver) idle += 1
  }
  return { terms, openAt, opening, opened, steps }
}

/** What an act is refused for, where an offer that is accepted is not there: never made, or dead since a settlement. */
export function wordOf(refused: string, { kind }: Act, own: Side | null, offered: BySide<boolean>): string {
  if (refused !== 'proposalMissing' || kind !== 'accept' || own === null) return refused
  return offered[otherSide(own)] ? 'proposalSettledAway' : refused
}

/** Which side has made an offer and not taken it back, dead or alive; a takeover clears the table. */
export function offersAfter(offered: BySide<boolean>, { kind }: Act, own: Side | null): BySide<boolean> {
  if (kind === 'takeOver') return { seller: false, buyer: false }
  if (own === null || (kind !== 'propose' && kind !== 'withdrawProposal')) return offered
  return { ...offered, [own]: kind === 'propose' }
}

/** Who pays is handed the most it may cost, and keeps what the escrow does not take. */
function walletAfter(wallet: Wallets, act: Act, isRefused: boolean, events: readonly EscrowEvent[]): Wallets {
  const isPayment = act.kind === 'topUp' || act.kind === 'takeOver'
  const handedOver = isPayment ? act.amount : 0n
  const came = isRefused ? 0n : events.reduce((sum, event) => sum + receivedBy(event), 0n)
  return { ...wallet, [act.by]: wallet[act.by] + handedOver + came }
}

/** What an event says left the escrow, negative where it came in; whoever acts is who pays or receives. */
function receivedBy(event: EscrowEvent): bigint {
  if (event.name === 'toppedUp') return 0n - event.amount
  if (event.name === 'takenOver') return 0n - event.deposit
  return event.name === 'withdrawn' || event.name === 'claimWithdrawn' ? event.amount : 0n
}

function quoteOf({ terms, state, feed, now }: Scene): TakeoverTerms | Refused {
  try {
    return takeoverTerms(terms, state, feed.readings(feed.readingAt(now)), now)
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code }
    throw error
  }
}

function shown(scene: Scene): Shown {
  const { terms, state, feed, people, now } = scene
  const readings = feed.readings(feed.readingAt(now))
  const bySide = <T>(of: (side: Side) => T): BySide<T> => ({ seller: of('seller'), buyer: of('buyer') })
  return {
    state,
    requirement: bySide((side) => requirement(terms, state, side, readings)),
    exposure: bySide((side) => exposure(terms, state, side, readings)),
    withdrawable: bySide((side) => withdrawable(terms, state, side, readings, now)),
    claimable: ofEach((person) => claimOf(state, people[person])),
    window: takeoverWindow(terms, state),
    quote: quoteOf(scene),
  }
}
