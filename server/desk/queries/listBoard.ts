import { seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import type { RfqRecord } from '../ports/negotiation.ts'
import { isInSight } from '../rfqInSight.ts'
import { rfqRows } from './rfqRows.ts'
import type { RfqRow } from './rfqRows.ts'

/** How many of the last trades an empty board shows, and of how many the public ones are looked for. */
const LAST_TRADED = 3
const LOOKED_AT = 30

/** Which requests to list; what is not named does not matter. Bounds are inclusive. */
export interface BoardFilters {
  readonly side?: Side | undefined
  readonly series?: SeriesName | undefined
  readonly days?: { readonly least?: number | undefined; readonly most?: number | undefined } | undefined
  /** In TH/s. */
  readonly hashrate?: { readonly least?: bigint | undefined; readonly most?: bigint | undefined } | undefined
  /** Those the viewer made or quoted on. */
  readonly whose?: 'mine' | undefined
}

export interface Board {
  /** Open requests that take quotes, soonest to expire first. */
  readonly rows: readonly RfqRow[]
  /** Where there are none: public requests that were awarded last. */
  readonly lastTraded: readonly RfqRow[]
}

export interface ListBoard {
  /** Null: somebody who has not signed in. */
  readonly viewer: AccountId | null
  readonly filters?: BoardFilters | undefined
}

/** The open requests that `viewer` may see. What a broker wrote for two parties is not on the board. */
export async function listBoard(ports: Ports, { viewer, filters = {} }: ListBoard): Promise<Board> {
  const [open, asOf] = await Promise.all([ports.rfqs.inState(['open']), ports.clock.asOf()])
  const listed = open.filter(
    (rfq) => rfq.introducedBy === null && asOf <= rfq.expiresAt && isInSight(rfq, viewer) && passes(rfq, filters),
  )
  const all = await rfqRows(ports, listed, viewer)
  const rows = filters.whose === 'mine' ? all.filter(({ isOwn, hasQuoted }) => isOwn || hasQuoted) : all
  return { rows, lastTraded: rows.length === 0 ? await lastTraded(ports, viewer) : [] }
}

async function lastTraded(ports: Ports, viewer: AccountId | null): Promise<readonly RfqRow[]> {
  const awarded = await ports.rfqs.lastAwarded(LOOKED_AT)
  const open = awarded.filter(({ visibility }) => visibility === 'public')
  return rfqRows(ports, open.slice(0, LAST_TRADED), viewer)
}

function passes({ side, sheet }: RfqRecord, filters: BoardFilters): boolean {
  const { series, days, hashrate } = filters
  const isWanted = filters.side === undefined || filters.side === side
  const isOfSeries = series === undefined || seriesId(series) === sheet.series
  return isWanted && isOfSeries && isWithin(totalDays(sheet), days) && isWithin(sheet.hashrate, hashrate)
}

function isWithin<T extends number | bigint>(
  value: T,
  bounds: { readonly least?: T | undefined; readonly most?: T | undefined } = {},
): boolean {
  const { least, most } = bounds
  return (least === undefined || value >= least) && (most === undefined || value <= most)
}
