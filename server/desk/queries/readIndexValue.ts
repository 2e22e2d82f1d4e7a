import { fixingOfDay, valueAtHeight } from '../../domain/index/fixings.ts'
import type { SeriesValue } from '../../domain/index/fixings.ts'
import { epochNumber } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { SERIES } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { Refusal } from '../../domain/refusals.ts'
import { isoDay, parseDay } from '../../domain/units/calendar.ts'
import { printIndexValue } from '../../domain/units/print.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Day } from '../../domain/units/time.ts'
import { isProven, proofOf, proofsSeen } from './provenance.ts'
import type { FixingProof } from './provenance.ts'
import { reasonOf } from '../tally.ts'
import { PortFailure } from '../ports.ts'
import type { FixingFact, Ports } from '../ports.ts'

export interface ReadIndexValue {
  readonly series: string
  /** Height of any block of the epoch asked for. */
  readonly height?: number | undefined
  /** "YYYY-MM-DD", the day whose fixing is asked for. */
  readonly date?: string | undefined
}

export interface IndexValueView {
  readonly series: SeriesName
  readonly unit: 'BTC/TH/day'
  /** With all 18 decimals. */
  readonly value: string
  /** Height and date of the epoch's first block. */
  readonly height: number
  readonly date: string
  readonly source: 'epoch-table' | 'epoch-table-estimated-time' | 'relay' | 'attested'
  /** A fixing that may still come out otherwise, because its epoch begins or ends at an estimated time, is not final. */
  readonly final: boolean
  /** What Bitcoin's headers, relayed to the chain, say of it; left out while they say nothing. */
  readonly proof?: FixingProof
}

type IndexPorts = Pick<Ports, 'index' | 'fixings' | 'log' | 'proofs'>

/**
 * The value of a series in the epoch that contains a height, or its fixing of a UTC day.
 *
 * A fixing that is final on chain is told as the chain has it; anything else comes from the index source. If the database does not
 * answer, the source alone still does.
 *
 * Refuses: `seriesUnknown`; `heightOrDate` both or neither; `notADate`; `indexUnknown` before or after what is known.
 */
export async function readIndexValue(ports: IndexPorts, asked: ReadIndexValue): Promise<IndexValueView> {
  const series = SERIES.find((name) => name === asked.series)
  if (series === undefined) throw new Refusal('seriesUnknown', { series: asked.series })
  const { height, date } = asked
  if ((height === undefined) === (date === undefined)) throw new Refusal('heightOrDate')
  const epochs = await ports.index.epochs()
  if (date !== undefined) return ofDay(ports, epochs, series, parseDay(date))
  return ofHeight(ports, epochs, series, height ?? -1)
}

async function ofHeight(
  ports: IndexPorts,
  epochs: readonly DifficultyEpoch[],
  series: SeriesName,
  height: number,
): Promise<IndexValueView> {
  const known = valueAtHeight(epochs, series, height)
  if (known === null) throw new Refusal('indexUnknown', { series, height })
  const seen = await proofsSeen(ports)
  const source = isProven(seen, series, epochNumber(known.epoch)) ? { source: 'relay' as const } : {}
  return { ...told(series, known), ...source, final: true }
}

async function ofDay(
  ports: IndexPorts,
  epochs: readonly DifficultyEpoch[],
  series: SeriesName,
  day: Day,
): Promise<IndexValueView> {
  const known = fixingOfDay(epochs, series, day)
  if (known === null) throw new Refusal('indexUnknown', { series, day: isoDay(day) })
  const fixed = await fixingOnChain(ports, series, day)
  if (fixed === null) return { ...told(series, known), final: isSettled(epochs, known.epoch) }
  const proof = proofOf(await proofsSeen(ports), series, day)
  const fixing = { value: printIndexValue(fixed.value), source: fixed.provenance.source, final: true } as const
  return { ...told(series, known), ...fixing, ...(proof === null ? {} : { proof }) }
}

/** Whether the days of an epoch cannot come out otherwise: neither its beginning nor its end is an estimate. */
function isSettled(epochs: readonly DifficultyEpoch[], epoch: DifficultyEpoch): boolean {
  const next = epochs[epochNumber(epoch) + 1]
  return !epoch.isTimeEstimated && next !== undefined && !next.isTimeEstimated
}

function told(series: SeriesName, { epoch, value }: SeriesValue): Omit<IndexValueView, 'final'> {
  return {
    series,
    unit: 'BTC/TH/day',
    value: printIndexValue(value),
    height: epoch.firstHeight,
    date: isoDay(dayOf(epoch.firstTime)),
    source: epoch.isTimeEstimated ? 'epoch-table-estimated-time' : 'epoch-table',
  }
}

async function fixingOnChain({ fixings, log }: IndexPorts, series: SeriesName, day: Day): Promise<FixingFact | null> {
  try {
    return await fixings.read(series, day)
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error
    log.warn({ series, day, why: reasonOf(error) }, 'the index is answered from its source alone')
    return null
  }
}
