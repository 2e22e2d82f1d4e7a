import { TIMELINE_KINDS } from '../../desk/queries/dealTimeline.ts'
import type { TimelineEntry, TimelineKind } from '../../desk/queries/dealTimeline.ts'
import { paths, to } from '../paths.ts'
import { symbolOf } from './dealTold.ts'
import type { DealTold } from './dealTold.ts'
import type { WordKey } from '../words/words.ts'
import { sentenceOf } from './dealEvents.ts'
import { moment, shortHex, signedAmount } from './format.ts'

/** What a timeline is narrowed to; null: everything. */
export type TimelineFilter = TimelineKind | null

/** The timeline of a deal, newest first. Among everything else, fixings that say the same as the day before are told together. */
export function dealTimeline(told: DealTold, filter: TimelineFilter) {
  const { view, words } = told
  const entries = view.timeline.filter(({ kind }) => filter === null || kind === filter)
  const lines = filter === null ? inRuns(entries) : entries.map((entry) => ({ entry, alike: 0 }))
  const address = to(paths.deal, { dealId: view.deal.id })
  return {
    symbol: symbolOf(view.token),
    amountLabel: words(amountKey(told)),
    filters: [null, ...TIMELINE_KINDS].map((kind) => ({
      href: `${address}${kind === null ? '' : `?show=${kind}`}#timeline`,
      name: words(`deal.timeline.${kind ?? 'all'}`),
      isCurrent: kind === filter,
    })),
    csv: to(paths.dealCsv, { dealId: view.deal.id }),
    rows: lines.map(({ entry, alike }) => row(told, entry, alike)).reverse(),
  }
}

/** Whose account the amounts are of: of a side that was another's before, what happened to it then is told as well. */
function amountKey({ view, isParty }: DealTold): WordKey {
  if (!isParty) return 'deal.timeline.amountSeller'
  const wasTakenOver = view.parties[view.side].address !== view.deal.terms[view.side]
  return wasTakenOver ? 'takeover.timeline.amount' : 'deal.timeline.amount'
}

interface Run {
  readonly entry: TimelineEntry
  /** How many days after it say the same. */
  readonly alike: number
}

/** Entries, with fixings that follow an equal one counted instead of listed. */
function inRuns(entries: readonly TimelineEntry[]): readonly Run[] {
  const runs: { entry: TimelineEntry; alike: number }[] = []
  let lastFixing: { entry: TimelineEntry; alike: number } | null = null
  for (const entry of entries) {
    const run = { entry, alike: 0 }
    if (entry.what === 'fixing') {
      if (lastFixing?.entry.what === 'fixing' && lastFixing.entry.fixing.value === entry.fixing.value) {
        lastFixing.alike += 1
        continue
      }
      lastFixing = run
    }
    runs.push(run)
  }
  return runs
}

function row(told: DealTold, entry: TimelineEntry, alike: number) {
  const { words, view } = told
  const moved = entry.what === 'escrow' ? entry.moved[view.side] : 0n
  return {
    at: moment(entry.at, words),
    iso: new Date(entry.at * 1_000).toISOString(),
    kind: entry.kind,
    sentence: sentenceOf(told, entry, alike),
    amount: moved === 0n ? null : signedAmount(moved, view.token.decimals),
    pending: pendingOf(told, entry),
    block: entry.where === null ? '' : words('deal.timeline.block', { block: entry.where.block }),
    transaction: entry.where && { short: shortHex(entry.where.transaction), full: entry.where.transaction },
  }
}

/** What is sent and not mined yet, or mined and not final yet; '' where nothing can change any more. */
function pendingOf({ words, view }: DealTold, entry: TimelineEntry): string {
  const isSending = entry.what === 'desk' && entry.event.event === 'send' && view.deal.state === 'opening'
  if (isSending) return words('deal.timeline.pending')
  return entry.where !== null && view.notFinal.has(entry.where.transaction) ? words('deal.timeline.notFinal') : ''
}
