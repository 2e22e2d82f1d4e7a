import { difficultyOf, epochsBegunBy, nextHalving, nextRetarget } from '../../domain/index/difficulty.ts'
import type { NextHalving, NextRetarget } from '../../domain/index/difficulty.ts'
import { epochNumber } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { seriesValueOfEpoch } from '../../domain/index/fixings.ts'
import { SERIES } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { Refusal } from '../../domain/refusals.ts'
import { lastDay, unwindableFrom } from '../../domain/terms/schedule.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesNamed } from '../deskSeries.ts'
import { fixingDue, lastDayDue } from '../fixingTimes.ts'
import type { FixingFact, Ports } from '../ports.ts'
import { orWhileDown } from './orWhileDown.ts'

/** One difficulty epoch, as the index sees it. */
export interface EpochRow {
  readonly epoch: DifficultyEpoch
  readonly difficulty: bigint
  /** Null for the first one. */
  readonly difficultyBefore: bigint | null
  readonly value: IndexValue
}

/** A fixing that is due and not there: who waits for it, and until when. */
export interface Overdue {
  readonly day: Day
  readonly since: Instant
  readonly deals: readonly { readonly id: Hex; readonly unwindableFrom: Instant }[]
}

export interface IndexPageView {
  readonly series: SeriesName
  readonly asOf: Instant
  /** The last fixing that is final on chain; null before the first, or while the database does not answer. */
  readonly latest: FixingFact | null
  /** Every epoch begun by desk time that has a value, newest first. */
  readonly rows: readonly EpochRow[]
  readonly nextRetarget: NextRetarget | null
  readonly nextHalving: NextHalving | null
  readonly overdue: Overdue | null
}

export interface ReadIndexPage {
  readonly series: string
  readonly asOf: Instant
}

/**
 * Everything the index page says at desk time `asOf`. Nothing that the table knows of later times is used; without the database the
 * table alone still answers.
 *
 * Refuses: `seriesUnknown`.
 */
export async function readIndexPage(
  ports: Pick<Ports, 'index' | 'fixings' | 'deals' | 'escrows'>,
  { series: asked, asOf }: ReadIndexPage,
): Promise<IndexPageView> {
  const series = SERIES.find((name) => name === asked)
  if (series === undefined) throw new Refusal('seriesUnknown', { series: asked })
  const begun = epochsBegunBy(await ports.index.epochs(), asOf)
  const latest = await orWhileDown(ports.fixings.last(series), null)
  return {
    series,
    asOf,
    latest,
    rows: epochRows(begun, series),
    nextRetarget: nextRetarget(begun),
    nextHalving: nextHalving(begun),
    overdue: await overdueAt(ports, series, latest, asOf),
  }
}

/** The epochs of a series, newest first. */
export function epochRows(begun: readonly DifficultyEpoch[], series: SeriesName): readonly EpochRow[] {
  const rows = begun.flatMap((epoch): readonly EpochRow[] => {
    const value = seriesValueOfEpoch(begun, epochNumber(epoch), series)
    if (value === null) return []
    const before = begun[epochNumber(epoch) - 1]
    const difficultyBefore = before === undefined ? null : difficultyOf(before)
    return [{ epoch, difficulty: difficultyOf(epoch), difficultyBefore, value }]
  })
  return rows.reverse()
}

async function overdueAt(
  ports: Pick<Ports, 'deals' | 'escrows'>,
  series: SeriesName,
  latest: FixingFact | null,
  asOf: Instant,
): Promise<Overdue | null> {
  if (latest === null || latest.day >= lastDayDue(asOf)) return null
  const missing = latest.day + 1
  const live = await orWhileDown(ports.deals.live(), [])
  const waiting = live.filter(
    ({ terms }) =>
      terms.oracle === ports.escrows.network.oracle &&
      seriesNamed(terms.series) === series &&
      lastDay(terms) >= missing,
  )
  return {
    day: missing,
    since: fixingDue(missing),
    deals: waiting.map(({ id, terms }) => ({ id, unwindableFrom: unwindableFrom(terms, missing) })),
  }
}
