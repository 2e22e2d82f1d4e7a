import { LIVE_PHASES } from '../../domain/deal/phase.ts'
import { difficultyOf, epochsBegunBy, nextHalving, nextRetarget } from '../../domain/index/difficulty.ts'
import type { NextHalving, NextRetarget } from '../../domain/index/difficulty.ts'
import { epochNumber } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { seriesValueOfEpoch } from '../../domain/index/fixings.ts'
import { SERIES } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { Refusal } from '../../domain/refusals.ts'
import { lastDay, unwindableFrom } from '../../domain/terms/schedule.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesNamed } from '../deskSeries.ts'
import { fixingDelay, fixingDue, lastDayDue } from '../fixingTimes.ts'
import type { FixingFact, Ports } from '../ports.ts'
import { orWhileDown } from './orWhileDown.ts'
import { contradictionsOf, proofOf, proofsSeen } from './provenance.ts'
import type { Contradiction, EpochProof, FixingSeen, ProofsSeen } from './provenance.ts'

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
  /** The last days' fixings, newest first, each with why it holds. */
  readonly fixings: readonly FixingSeen[]
  /** How many reporters there are, and how many make a fixing; null where nobody attests, and while the chain does not answer. */
  readonly attesters: Attesters
  /** How far each epoch is proven, by its number. */
  readonly proofs: ReadonlyMap<number, EpochProof>
  readonly relay: Address | null
  readonly contradictions: readonly Contradiction[]
  readonly nextRetarget: NextRetarget | null
  readonly nextHalving: NextHalving | null
  readonly overdue: Overdue | null
}

type Attesters = Awaited<ReturnType<Ports['oracle']['attesters']>>

type IndexPagePorts = Pick<Ports, 'index' | 'fixings' | 'deals' | 'escrows' | 'oracle' | 'proofs' | 'bitcoin'>

/** As many days are listed one by one. */
const DAYS_LISTED = 7

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
  ports: IndexPagePorts,
  { series: asked, asOf }: ReadIndexPage,
): Promise<IndexPageView> {
  const series = SERIES.find((name) => name === asked)
  if (series === undefined) throw new Refusal('seriesUnknown', { series: asked })
  const begun = epochsBegunBy(await ports.index.epochs(), asOf)
  const [latest, seen, attesters] = await Promise.all([
    orWhileDown(ports.fixings.last(series), null),
    proofsSeen(ports),
    orWhileDown(ports.oracle.attesters(), null),
  ])
  return {
    series,
    asOf,
    latest,
    rows: epochRows(begun, series),
    fixings: await fixingsSeen(ports, series, latest, seen),
    attesters,
    proofs: seen.epochs,
    relay: ports.proofs?.relay.address ?? null,
    contradictions: contradictionsOf(seen, series),
    nextRetarget: nextRetarget(begun, ports.bitcoin?.known().newest),
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

async function fixingsSeen(
  { fixings }: Pick<Ports, 'fixings'>,
  series: SeriesName,
  latest: FixingFact | null,
  seen: ProofsSeen,
): Promise<readonly FixingSeen[]> {
  if (latest === null) return []
  const last = await orWhileDown(fixings.between(series, latest.day - DAYS_LISTED + 1, latest.day), [])
  return last.map((fixing) => ({ fixing, proof: proofOf(seen, series, fixing.day) })).reverse()
}

async function overdueAt(
  ports: Pick<Ports, 'deals' | 'escrows' | 'proofs' | 'bitcoin'>,
  series: SeriesName,
  latest: FixingFact | null,
  asOf: Instant,
): Promise<Overdue | null> {
  const delay = fixingDelay(ports)
  if (latest === null || latest.day >= lastDayDue(asOf, delay)) return null
  const missing = latest.day + 1
  const live = await orWhileDown(ports.deals.liveSummaries({ phases: LIVE_PHASES }), [])
  const waiting = live.filter(
    ({ terms }) =>
      terms.oracle === ports.escrows.network.oracle &&
      seriesNamed(terms.series) === series &&
      lastDay(terms) >= missing,
  )
  return {
    day: missing,
    since: fixingDue(missing, delay),
    deals: waiting.map(({ id, terms }) => ({ id, unwindableFrom: unwindableFrom(terms, missing) })),
  }
}
