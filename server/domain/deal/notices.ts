import type { IndexForecast } from '../index/forecast.ts'
import type { IndexReadings } from '../index/readings.ts'
import type { Zones } from '../margin/fairCalls.ts'
import { marginForecast } from '../margin/marginAfter.ts'
import { remindersOf } from '../margin/reminders.ts'
import { nearCall } from '../margin/warningLevel.ts'
import type { WarningLevel } from '../margin/warningLevel.ts'
import { SIDES } from '../terms/terms.ts'
import type { BySide, Side, Terms } from '../terms/terms.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { SECONDS_PER_DAY } from '../units/time.ts'
import type { Instant } from '../units/time.ts'
import type { EscrowState } from './phase.ts'

/** What a party is told before, or during, a call: a call is near; a retarget or a halving will need more; a call runs out. */
export const NOTICE_KINDS = ['nearCall', 'retarget', 'halving', 'reminder'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Something that one side of a deal was told, once. Never edited but for its end. */
export interface Notice {
  readonly kind: NoticeKind
  readonly side: Side
  /**
   * Which one of its kind: the last fixed day when a call came near, the height of a retarget or halving, the deadline and whether it was
   * half-time or the last hour. No two of one kind and side have the same.
   */
  readonly of: string
  readonly at: Instant
  /** What the side would have to add: to be back at its initial margin; for no call to come, at the worse end of the band; to meet the call. */
  readonly amount: BaseUnits
  /** When the change is expected, or the call runs out; null: a call may come with any fixing. */
  readonly by: Instant | null
  /** When it stopped being so; null while it holds. */
  readonly until: Instant | null
}

/** How long before it comes a change of the index is announced, in seconds. */
const ANNOUNCED_BEFORE = { retarget: 3 * SECONDS_PER_DAY, halving: 30 * SECONDS_PER_DAY } as const

/** Whether a change of the index is near enough to be announced. */
export function isAnnounced({ kind, expectedAt }: IndexForecast, asOf: Instant): boolean {
  return expectedAt - asOf <= ANNOUNCED_BEFORE[kind]
}

/** Everything that what a party is told depends on. */
export interface Watched {
  readonly terms: Terms
  readonly state: EscrowState
  readonly readings: IndexReadings
  /** What is known to come of the deal's index. */
  readonly forecasts: readonly IndexForecast[]
  readonly levels: BySide<WarningLevel>
  readonly zones: Zones
  /** What was told before. */
  readonly told: readonly Notice[]
  readonly now: Instant
}

type Warning = Pick<Notice, 'kind' | 'side' | 'of' | 'amount' | 'by'>

/**
 * What the sides of a deal have to be told now, and were not: each warning once, and each reminder once.
 *
 * A party is told of a retarget where the worse end of the band would bring it a call, and of a halving in any case.
 */
export function warningsDue(watched: Watched): readonly Notice[] {
  const { told, now } = watched
  const isNew = (warning: Warning) => !told.some((notice) => isSame(notice, warning))
  const holding = warningsHolding(watched).filter(isNew)
  const reminders = remindersDue(watched).filter(isNew)
  return [
    ...holding
      .filter(({ kind, side }) => !told.some((notice) => kind === 'nearCall' && isOpen(notice, kind, side)))
      .map((warning) => ({ ...warning, at: now, until: null })),
    ...reminders.map((warning) => ({ ...warning, at: now, until: now })),
  ]
}

/** What was told of a deal, with the end of what holds no longer, and with what is due now; the very list it was if nothing changes. */
export function noticesAfter(watched: Watched): readonly Notice[] {
  const { told, now } = watched
  const holding = warningsHolding(watched)
  const isOver = (notice: Notice) => notice.until === null && !holding.some((warning) => isStill(notice, warning))
  const due = warningsDue(watched)
  if (due.length === 0 && !told.some(isOver)) return told
  return [...told.map((notice) => (isOver(notice) ? { ...notice, until: now } : notice)), ...due]
}

function isSame(one: Warning, other: Warning): boolean {
  return one.kind === other.kind && one.side === other.side && one.of === other.of
}

/** A call that came near stays the same warning whatever is fixed meanwhile. */
function isStill(notice: Notice, warning: Warning): boolean {
  return notice.kind === 'nearCall' ? isOpen(notice, warning.kind, warning.side) : isSame(notice, warning)
}

function isOpen(notice: Notice, kind: NoticeKind, side: Side): boolean {
  return notice.kind === kind && notice.side === side && notice.until === null
}

function warningsHolding(watched: Watched): readonly Warning[] {
  if (watched.state.phase !== 'open') return []
  return SIDES.flatMap((side) => [...nearCalls(watched, side), ...changesAhead(watched, side)])
}

function nearCalls({ terms, state, readings, levels, now }: Watched, side: Side): readonly Warning[] {
  const amount = nearCall(terms, state, side, readings, { level: levels[side], now })
  const of = (readings.latest()?.day ?? 0).toString()
  return amount === null ? [] : [{ kind: 'nearCall', side, of, amount, by: null }]
}

function changesAhead({ terms, state, readings, forecasts, now }: Watched, side: Side): readonly Warning[] {
  return forecasts.flatMap((forecast): readonly Warning[] => {
    if (!isAnnounced(forecast, now)) return []
    const margin = marginForecast(terms, state, side, readings, forecast)
    if (margin === null || (forecast.kind === 'retarget' && margin.worst.toAdd === 0n)) return []
    const { kind, height, expectedAt } = forecast
    return [{ kind, side, of: height.toString(), amount: margin.worst.toAdd, by: expectedAt }]
  })
}

/** The reminder whose moment has come; of two that have, the later one alone. */
function remindersDue({ terms, state, zones, now }: Watched): readonly Warning[] {
  const { phase, callSide: side, cureBy, due } = state
  if (phase !== 'called' || now > cureBy) return []
  const { half, last } = remindersOf(cureBy, terms.cureSeconds, zones[side])
  if (now < half) return []
  const which = now >= last ? 'last' : 'half'
  return [{ kind: 'reminder', side, of: `${cureBy.toString()}:${which}`, amount: due, by: cureBy }]
}
