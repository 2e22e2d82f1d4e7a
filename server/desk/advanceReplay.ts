import type { EscrowEvent } from '../domain/deal/chainFacts.ts'
import { lastDayIn } from '../domain/index/epochs.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'
import { enginePass } from './enginePass.ts'
import { fixingDue } from './fixingTimes.ts'
import { nextEventAt } from './nextEventAt.ts'
import { nextRelayAt } from './nextRelayAt.ts'
import { peopleOf } from './partyTo.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Clock, Ports, ReplayClock } from './ports.ts'

/** Where to: an instant, some days ahead, or to the next moment at which something falls due. */
export type AdvanceReplay = { readonly to: Instant } | { readonly byDays: number } | 'nextEvent'

/** One pass of the engine: where a schedule runs as well, the same one, under the same lease. */
export type Pass = () => Promise<Tally>

/** Why a person may want to look before time goes on. */
export type NeedsPerson = 'callOpened' | 'windowOpened' | 'defaultClosedOut' | 'dealMatured'

export interface ReplayAdvanced extends Tally {
  readonly from: Instant
  readonly to: Instant
  /** Passes made on the way. */
  readonly passes: number
  /** Whether time stopped before the target because the table of real epochs ends. */
  readonly stoppedBy: 'tableExhausted' | null
  readonly needsPerson: readonly DealNeedsPerson[]
}

/** Something happened to a deal that its people should look at; `concerns`: the accounts in it, on chain. */
export interface DealNeedsPerson {
  readonly deal: Hex
  readonly reason: NeedsPerson
  readonly at: Instant
  readonly concerns: readonly Address[]
}

const REASONS: Readonly<Partial<Record<EscrowEvent['name'], NeedsPerson>>> = {
  marginCalled: 'callOpened',
  windowOpened: 'windowOpened',
  closedOut: 'defaultClosedOut',
  matured: 'dealMatured',
}

/**
 * Moves desk time forward, through every moment at which something falls due, with one pass of the engine at each, in order; then to
 * the target, with a last pass. Nothing is skipped: a week at once comes to the same as seven days one by one.
 *
 * At the end of the table of real epochs it stops at the last fixing there is, and says so.
 *
 * Refuses: `replayOnly` a desk that lives in real time; `clockBackwards`; `tableExhausted` when time stands at the end already.
 */
export async function advanceReplay(
  ports: Ports,
  command: AdvanceReplay,
  pass: Pass = () => enginePass(ports),
): Promise<ReplayAdvanced> {
  const clock = replayClockOf(ports)
  const [head, end] = await Promise.all([ports.history.head(), replayEndsAt(ports)])
  const from = head.at
  const next = await nextEventAt(ports, from)
  const target = targetOf(command, from, next)
  if (target < from) throw new Refusal('clockBackwards', { asOf: from, to: target })
  if (target > from && from >= end) throw new Refusal('tableExhausted', { end })

  const { to, ...reached } = await passThrough(ports, { clock, pass, from, next, to: Math.min(target, end) })
  return {
    ...reached,
    from,
    to,
    stoppedBy: target > end ? 'tableExhausted' : null,
    needsPerson: await needsPersonSince(ports, head.number),
  }
}

/** The desk's clock, if it replays history. Refuses: `replayOnly`. */
function replayClockOf({ clock }: Pick<Ports, 'clock'>): ReplayClock {
  if (!isReplay(clock)) throw new Refusal('replayOnly')
  return clock
}

/** Whether desk time is moved by hand. */
export function isReplay(clock: Clock): clock is ReplayClock {
  return 'moveTo' in clock
}

function targetOf(command: AdvanceReplay, asOf: Instant, nextEvent: Instant): Instant {
  if (command === 'nextEvent') return nextEvent
  return 'to' in command ? command.to : asOf + command.byDays * SECONDS_PER_DAY
}

/** Where a replay ends: the moment of the last fixing that the table of epochs can give. */
export async function replayEndsAt(ports: Pick<Ports, 'index'>): Promise<Instant> {
  const day = lastDayIn(await ports.index.epochs())
  return day === null ? 0 : fixingDue(day)
}

interface Way {
  readonly clock: ReplayClock
  readonly pass: Pass
  readonly from: Instant
  /** The first thing that falls due on the way. */
  readonly next: Instant
  readonly to: Instant
}

async function passThrough(
  ports: Ports,
  { clock, pass, from, next, to }: Way,
): Promise<Tally & { readonly passes: number; readonly to: Instant }> {
  let tally = NOTHING_DONE
  let passes = 0
  let asOf = from
  do {
    const due = Math.min(passes === 0 ? next : await nextEventAt(ports, asOf), await nextRelayAt(ports, asOf))
    // The passes' own blocks may carry the clock a few seconds past the moment that was aimed at.
    await clock.moveTo(Math.max(asOf, Math.min(to, due)))
    tally = together(tally, await pass())
    passes += 1
    asOf = await clock.asOf()
  } while (asOf < to)
  return { ...tally, passes, to: asOf }
}

async function needsPersonSince(ports: Ports, block: number): Promise<ReplayAdvanced['needsPerson']> {
  const deals = await ports.deals.withFactsAbove(block)
  const told = deals.flatMap((deal) =>
    deal.facts.flatMap(({ event, point }) => {
      const reason = REASONS[event.name]
      return reason === undefined || point.block <= block
        ? []
        : [{ deal: deal.id, reason, at: point.at, concerns: peopleOf(deal) }]
    }),
  )
  return told.sort((one, other) => one.at - other.at)
}
