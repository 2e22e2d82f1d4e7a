import { SERIES } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import { listBoard } from './listBoard.ts'
import type { Board, ListBoard } from './listBoard.ts'
import { listRfqs } from './listRfqs.ts'
import type { RfqRow } from './rfqRows.ts'

/** The board with everything its page says. */
export interface BoardPageView extends Board {
  /** What else the viewer made or was named in: drafts, and what has ended; only where that is asked for. */
  readonly others: readonly RfqRow[]
  /** The last fixing of each series that has one. */
  readonly indexNow: ReadonlyMap<SeriesName, IndexValue>
  readonly asOf: Instant
}

/** The board for its page. */
export async function readBoardPage(ports: Ports, asked: ListBoard): Promise<BoardPageView> {
  const { viewer, filters } = asked
  const [board, own, fixings, asOf] = await Promise.all([
    listBoard(ports, asked),
    viewer !== null && filters?.whose === 'mine' ? listRfqs(ports, { account: viewer }) : [],
    Promise.all(SERIES.map((series) => ports.fixings.last(series))),
    ports.clock.asOf(),
  ])
  const listed = new Set(board.rows.map(({ rfq }) => rfq.id))
  return {
    ...board,
    others: own.filter(({ rfq }) => !listed.has(rfq.id) && rfq.introducedBy === null),
    indexNow: new Map(fixings.filter((fixing) => fixing !== null).map(({ series, value }) => [series, value])),
    asOf,
  }
}
