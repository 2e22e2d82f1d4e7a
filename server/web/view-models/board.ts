import type { BoardPageView } from '../../desk/queries/readBoardPage.ts'
import type { RfqRow } from '../../desk/queries/rfqRows.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import { notional } from '../../domain/terms/notional.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { SIZES, TENORS } from '../boardFilters.ts'
import type { TypedFilters } from '../boardFilters.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { count, date, percent, percentChange, rate, time } from './format.ts'
import { authorOf } from './rfqPage.ts'

interface BoardDrawn {
  readonly view: BoardPageView
  /** How many deals the viewer could take over. */
  readonly windows: number
}

/** The board: every open request the viewer may see, a line each; and the way to deals that somebody may step into. */
export function toBoardPage({ view, windows }: BoardDrawn, typed: TypedFilters, { viewer, words }: Visit) {
  const isFiltered = Object.values(typed).some((text) => text !== '')
  const line = (row: RfqRow) => toLine(row, view, words)
  return {
    title: words('rfq.title'),
    styles: ['terms'],
    live: 'rfq windows',
    takeovers: {
      href: paths.takeovers,
      text: windows === 0 ? words('takeovers.title') : words('takeovers.board', { count: windows }),
      isUrgent: windows > 0,
    },
    filters: filterFields(typed, viewer !== null, words),
    isFiltered,
    count: words('rfq.count', { count: view.rows.length }),
    rows: view.rows.map(line),
    empty: words(isFiltered ? 'rfq.empty' : 'rfq.emptyBoard'),
    lastTraded: view.lastTraded.map(line),
    others: view.others.map(line),
  }
}

function filterFields(typed: TypedFilters, hasSide: boolean, words: Words) {
  const field = (id: keyof TypedFilters, label: string, options: readonly (readonly [string, string])[]) => ({
    id,
    label,
    options: options.map(([value, name]) => ({ value, name, isSelected: typed[id] === value })),
  })
  return [
    field('side', words('rfq.columnSide'), [
      ['', words('rfq.anySide')],
      ['seller', words('rfq.sells')],
      ['buyer', words('rfq.buys')],
    ]),
    field('series', words('terms.series'), [
      ['', words('rfq.anySeries')],
      ...SERIES.map((name) => [name, name] as const),
    ]),
    field('tenor', words('rfq.tenor'), [
      ['', words('rfq.anyTenor')],
      ...Object.entries(TENORS).map(([value, bounds]) => [value, tenorWords(bounds, words)] as const),
    ]),
    field('size', words('rfq.size'), [
      ['', words('rfq.anySize')],
      ...Object.entries(SIZES).map(([value, bounds]) => [value, sizeWords(bounds, words)] as const),
    ]),
    ...(hasSide
      ? [
          field('mine', words('rfq.whose'), [
            ['', words('rfq.everybodys')],
            ['yes', words('rfq.mine')],
          ]),
        ]
      : []),
  ]
}

function tenorWords({ least, most }: { least?: number; most?: number }, words: Words): string {
  if (most === undefined) return words('rfq.tenorOver', { days: (least ?? 1) - 1 })
  return least === undefined ? words('rfq.tenorUpTo', { days: most }) : words('rfq.tenorBetween', { least, most })
}

function sizeWords({ least, most }: { least?: bigint; most?: bigint }, words: Words): string {
  if (most === undefined) return words('rfq.sizeOver', { least: count((least ?? 1n) - 1n) })
  return least === undefined
    ? words('rfq.sizeUpTo', { most: count(most) })
    : words('rfq.sizeBetween', { least: count(least), most: count(most) })
}

const STATES = {
  draft: 'rfq.stateDraft',
  open: 'rfq.stateOpen',
  awarded: 'rfq.stateAwarded',
  expired: 'rfq.stateExpired',
  withdrawn: 'rfq.stateWithdrawn',
} as const

function toLine(row: RfqRow, { indexNow, asOf }: BoardPageView, words: Words) {
  const { rfq } = row
  const { sheet } = rfq
  const series = SERIES.find((name) => seriesId(name) === sheet.series)
  const index = series === undefined ? null : (indexNow.get(series) ?? null)
  return {
    href: to(paths.rfq, { rfqId: rfq.id }),
    side: { kind: rfq.side, word: words(SIDES[rfq.side].word), long: words(SIDES[rfq.side].long) },
    hashrate: count(sheet.hashrate),
    series: series ?? sheet.series,
    start: date(sheet.startDay, words),
    tenor: `${totalDays(sheet)} × ${sheet.periods}`,
    ...price(rfq.wishedRate, index),
    margins: marginShares(sheet),
    ...quotes(row, words),
    expires: time(rfq.expiresAt, asOf, words),
    ...authorOf(row, words),
    state: words(STATES[rfq.state]),
  }
}

const SIDES = {
  seller: { word: 'rfq.sells', long: 'rfq.sellsLong' },
  buyer: { word: 'rfq.buys', long: 'rfq.buysLong' },
} as const

/** The wish, and how far it is from the index; neither where none was named. */
function price(wished: IndexValue | null, index: IndexValue | null) {
  if (wished === null) return { rate: null, vsIndex: '' }
  return { rate: rate(wished), vsIndex: index === null ? '' : percentChange(wished, index) }
}

/** How many quotes there are, the best for those who may know it, and the way to make one. */
function quotes({ rfq, quoteCount, bestRate, isOwn, hasQuoted }: RfqRow, words: Words) {
  return {
    quotes: quoteCount === 0 ? words('rfq.quotesNone') : words('rfq.quotes', { count: quoteCount }),
    best: bestRate && words('rfq.best', { rate: rate(bestRate).text }),
    quote: isOwn || hasQuoted ? null : to(paths.quote, { rfqId: rfq.id }),
    mark: !isOwn && hasQuoted ? words('rfq.youQuoted') : null,
  }
}

function marginShares(sheet: TermSheet): string {
  const size = notional(sheet)
  const [seller, buyer] = [percent(sheet.sellerMargin, size), percent(sheet.buyerMargin, size)]
  return seller === buyer ? seller : `${seller} / ${buyer}`
}
