import type { SeriesName } from '../../domain/index/readings.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesOf } from '../deskSeries.ts'
import { sideOf } from '../partyTo.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import type { Account } from '../ports/accounts.ts'
import { tokenOf } from '../tokenOf.ts'
import { bookReadings, dealReadings } from './dealReadings.ts'
import type { ReadingPorts } from './dealReadings.ts'
import { windowView } from './windowView.ts'
import type { WindowView } from './windowView.ts'

/** What the viewer has to do with a side that failed: it is its own, the other is, or neither. */
export type Relation = 'failed' | 'honouring' | 'stranger'

/** A deal whose failed side can be taken over, as everybody may see it: the chain shows all of it but names, which are not shown. */
export interface TakeoverRow {
  readonly deal: DealRecord
  readonly token: Token
  readonly series: SeriesName
  readonly latest: { readonly day: Day; readonly value: IndexValue } | null
  readonly window: WindowView
  readonly relation: Relation
}

type TakeoverPorts = ReadingPorts & Pick<Ports, 'deals'>

export interface ReadTakeovers {
  readonly viewer: Pick<Account, 'addresses'>
  readonly asOf: Instant
}

/** Every deal on the desk's own index that somebody can step into now or once the index is fresh, the one that ends soonest first. */
export async function readTakeovers(
  ports: TakeoverPorts,
  { viewer, asOf }: ReadTakeovers,
): Promise<readonly TakeoverRow[]> {
  const deals = await ports.deals.defaulted()
  const readingsOf = await bookReadings(ports, deals)
  const rows = deals.flatMap((deal) => rowOf(ports, deal, { readings: readingsOf(deal), viewer, asOf }) ?? [])
  return rows.sort((one, other) => one.window.until - other.window.until)
}

/** How many deals somebody who is in none of them could step into. */
export async function countTakeovers(ports: TakeoverPorts, asked: ReadTakeovers): Promise<number> {
  const rows = await readTakeovers(ports, asked)
  return rows.filter(({ relation }) => relation === 'stranger').length
}

/** One deal that can be taken over, or could be. */
export interface TakeoverView {
  readonly dealId: Hex
  /** Null: its window is over, one way or the other. */
  readonly row: TakeoverRow | null
  /** Whether the deal is the viewer's own, by either side: then its own page tells more. */
  readonly isViewers: boolean
  /** How the last window ended; null while it is open, and until it is closed out. */
  readonly ended: 'takenOver' | 'closed' | null
}

/**
 * One deal to take over, for anybody who has signed in.
 *
 * Refuses: `dealUnknown` one that never had a window: a stranger does not learn that it exists.
 */
export async function readTakeover(
  ports: TakeoverPorts,
  { dealId, viewer, asOf }: ReadTakeovers & { readonly dealId: Hex },
): Promise<TakeoverView> {
  const deal = await ports.deals.read(dealId)
  const hadWindow = deal?.facts.some(({ event }) => event.name === 'windowOpened') ?? false
  if (deal === null || !hadWindow) throw new Refusal('dealUnknown', { deal: dealId })
  const row = rowOf(ports, deal, { readings: await dealReadings(ports, deal.terms), viewer, asOf })
  return { dealId, row, isViewers: sideOf(deal, viewer) !== null, ended: endedBy(deal) }
}

function endedBy({ chain }: DealRecord): TakeoverView['ended'] {
  const phase = chain?.state.phase
  if (phase === 'defaulted') return null
  return phase === 'closed' ? 'closed' : 'takenOver'
}

interface Seen extends ReadTakeovers {
  readonly readings: Parameters<typeof windowView>[0]['readings']
}

function rowOf(ports: TakeoverPorts, deal: DealRecord, seen: Seen): TakeoverRow | null {
  const { terms, chain } = deal
  const { readings, viewer, asOf } = seen
  const series = seriesOf(ports, terms)
  const window = chain && windowView({ terms, state: chain.state, readings, now: asOf })
  if (series === null || window === null || isOver(window, asOf)) return null
  const latest = readings.latest()
  return {
    deal,
    token: tokenOf(ports, terms),
    series,
    latest: latest && { day: latest.day, value: latest.value as IndexValue },
    window,
    relation: relationOf(deal, window, viewer),
  }
}

/** Stale is for now; too late, or all days fixed, is for good. */
function isOver({ until, isOpen, isIndexFresh }: WindowView, asOf: Instant): boolean {
  return asOf > until || (!isOpen && isIndexFresh)
}

function relationOf(deal: DealRecord, window: WindowView, viewer: ReadTakeovers['viewer']): Relation {
  const side = sideOf(deal, viewer)
  if (side === null) return 'stranger'
  return side === window.side ? 'failed' : 'honouring'
}
