import type { FixingDay, FixingWaits, Network, PendingFixing } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { PublishedSeries } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import { ORACLE } from './abi.ts'
import { ask } from './calls.ts'
import { countOf, integerOf, listOf } from './decode.ts'
import { readAttesters, unlessRefused } from './oracleReads.ts'
import type { Chain } from './provider.ts'
import { accountOf } from './typedData.ts'

/** The reporters that this desk speaks for. */
export interface OurReporters {
  readonly chain: Chain
  readonly network: Network
  /** Of any of the oracle's reporters; with fewer than its threshold, others publish theirs. */
  readonly reporterKeys: readonly Hex[]
}

/**
 * Whether what our reporters sign is final in the transaction that publishes it, whatever it is: then nothing ever waits. So it is where
 * nobody attests.
 */
export async function readIsFinalAtOnce({ chain, network, reporterKeys }: OurReporters): Promise<boolean> {
  const attesters = await readAttesters(chain, network)
  if (attesters === null) return true
  const [delay, , limit] = await ask(chain, network.oracle, ORACLE, 'setup')
  return reporterKeys.length >= attesters.threshold && delay === 0n && limit === 0n
}

/** The days from `from` on that are reported and not final, up to the first that nobody has reported. */
export async function readPendingDays(
  ours: OurReporters,
  from: FixingDay<PublishedSeries>,
): Promise<readonly PendingFixing[]> {
  const waiting: PendingFixing[] = []
  for (let day = from.day; ; day++) {
    const one = { series: from.series, day }
    const known = await readPending(ours, one)
    if (known === null || known.reports === 0) return waiting
    const { takesReports, ...told } = known
    const isReported = !takesReports || (await silentKeys(ours, one)).length === 0
    waiting.push({ ...one, ...told, isReported })
  }
}

/** A day that is not final, as the oracle tells of it. */
interface PendingDay {
  readonly reports: number
  readonly value: IndexValue
  readonly waits: FixingWaits
  readonly finalFrom: Instant | null
  readonly takesReports: boolean
}

/** What is known of a day that is not final; null where it is, or lies before the first. */
export async function readPending(
  { chain, network }: OurReporters,
  { series, day }: FixingDay<PublishedSeries>,
): Promise<PendingDay | null> {
  const answer = await unlessRefused(ask(chain, network.oracle, ORACLE, 'standing', [seriesId(series), day]))
  if (answer === null) return null
  const [reports, value, metAt, , heldUntil, waitsForMove, takesReports, finalFrom] = listOf(answer[0])
  const from = integerOf(metAt) === 0n ? null : countOf(finalFrom)
  const isHeld = from !== null && countOf(heldUntil) === from
  return {
    reports: countOf(reports),
    value: indexValue(integerOf(value)),
    waits: from === null ? 'forReports' : isHeld ? 'withheld' : waitsForMove === true ? 'forMove' : 'forDelay',
    finalFrom: from,
    takesReports: takesReports === true,
  }
}

/** The keys of those of our reporters whose value for a day is not in. */
export async function silentKeys(ours: OurReporters, day: FixingDay<PublishedSeries>): Promise<readonly Hex[]> {
  const isIn = await Promise.all(ours.reporterKeys.map((key) => hasReported(ours, day, key)))
  return ours.reporterKeys.filter((_key, index) => isIn[index] !== true)
}

async function hasReported(
  { chain, network }: OurReporters,
  { series, day }: FixingDay<PublishedSeries>,
  key: Hex,
): Promise<boolean> {
  const args = [seriesId(series), day, accountOf(key)]
  const [isIn] = await ask(chain, network.oracle, ORACLE, 'reportedBy', args)
  return isIn === true
}
