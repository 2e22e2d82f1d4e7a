import { accountChanges } from '../../domain/deal/accountChanges.ts'
import type { ChainPoint, EscrowEvent } from '../../domain/deal/chainFacts.ts'
import { endingOf } from '../../domain/deal/ending.ts'
import { changedFields } from '../../domain/terms/termSheet.ts'
import type { SheetField } from '../../domain/terms/termSheet.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address, BySide, Side } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import { fixingDue } from '../fixingTimes.ts'
import type { DealEvent, DealRecord, FixingFact } from '../ports.ts'
import type { NegotiationRecord, TermSheetVersion } from '../ports/negotiation.ts'

/** What people look for in a timeline. */
export const TIMELINE_KINDS = ['negotiation', 'money', 'index'] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/** One thing that happened to a deal, from its first offer to its last withdrawal. */
export type TimelineEntry = {
  readonly at: Instant
  readonly kind: TimelineKind
  /** Where on the chain, null for what the desk alone knows. */
  readonly where: Pick<ChainPoint, 'block' | 'transaction'> | null
} &
  /** `by`: the side whose offer it is, null for the broker's text. */
  (
    | {
        readonly what: 'offer'
        readonly by: Side | null
        readonly version: TermSheetVersion
        readonly changed: readonly SheetField[]
      }
    /** `by`: the side that ended it, null for what fell due. */
    | { readonly what: 'negotiation'; readonly by: Side | null; readonly event: string }
    | { readonly what: 'desk'; readonly event: DealEvent }
    /** `moved`: what it did to each account; `owner`: whose the sides were until then. */
    | {
        readonly what: 'escrow'
        readonly event: EscrowEvent
        readonly moved: BySide<bigint>
        readonly owner: BySide<Address>
      }
    | { readonly what: 'fixing'; readonly fixing: FixingFact; readonly before: IndexValue | null }
  )

/** Everything that happened to a deal, oldest first. */
export function timelineOf(
  deal: DealRecord,
  negotiation: NegotiationRecord | null,
  fixings: readonly FixingFact[],
): readonly TimelineEntry[] {
  const entries = [
    ...(negotiation === null ? [] : [...offers(negotiation), ...ends(negotiation)]),
    ...deal.events.filter(({ event }) => isTold(event, negotiation !== null)).map(deskEntry),
    ...fixingEntries(deal, fixings),
    ...escrowEntries(deal),
  ]
  // What happened at the same moment stays in the order in which the chain has it; the sort is stable.
  return entries.sort((one, other) => one.at - other.at || (one.where?.block ?? -1) - (other.where?.block ?? -1))
}

function offers({ versions, requesterSide }: NegotiationRecord): readonly TimelineEntry[] {
  const sides = { requester: requesterSide, quoter: otherSide(requesterSide), broker: null }
  return versions.map((version, index) => {
    const before = versions[index - 1]
    const changed = before === undefined ? [] : changedFields(before.sheet, version.sheet)
    const by = sides[version.by]
    return { at: version.at, kind: 'negotiation', where: null, what: 'offer', by, version, changed }
  })
}

/** Acceptance and its like; offers tell of themselves. */
function ends({ events, requester, quoter, requesterSide }: NegotiationRecord): readonly TimelineEntry[] {
  const sides = new Map([
    [requester, requesterSide],
    [quoter, otherSide(requesterSide)],
  ])
  return events
    .filter(({ before, after }) => before !== after && after !== 'offered' && after !== 'introduced')
    .map(({ at, event, actor }) => {
      const by = sides.get(actor) ?? null
      return { at, kind: 'negotiation', where: null, what: 'negotiation', by, event }
    })
}

/** The chain tells of an opening itself; that two agreed their negotiation tells, if they had one here. */
function isTold(event: string, wasNegotiated: boolean): boolean {
  return event !== 'opened' && !(event === 'agree' && wasNegotiated)
}

function deskEntry(event: DealEvent): TimelineEntry {
  return { at: event.at, kind: 'negotiation', where: null, what: 'desk', event }
}

function escrowEntries({ terms, facts }: DealRecord): readonly TimelineEntry[] {
  const changes = accountChanges(terms, facts)
  let owner: BySide<Address> = { seller: terms.seller, buyer: terms.buyer }
  return facts.map(({ point, event }, index) => {
    const moved = changes[index] ?? { seller: 0n, buyer: 0n }
    const entry = { at: point.at, kind: 'money', where: point, what: 'escrow', event, moved, owner } as const
    if (event.name === 'takenOver') owner = { ...owner, [event.side]: event.taker }
    return entry
  })
}

/** The fixings that the deal lived through: of its days, as far as it ran. */
function fixingEntries({ terms, facts }: DealRecord, fixings: readonly FixingFact[]): readonly TimelineEntry[] {
  const end = endingOf(facts)?.point.at ?? Infinity
  return fixings.flatMap((fixing, index): readonly TimelineEntry[] => {
    const at = fixingDue(fixing.day)
    if (fixing.day < terms.startDay || fixing.day > lastDay(terms) || at > end) return []
    const before = fixings[index - 1]?.value ?? null
    const where = { block: fixing.block, transaction: fixing.transaction }
    return [{ at, kind: 'index', where, what: 'fixing', fixing, before }]
  })
}
