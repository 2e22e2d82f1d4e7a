import type { FixingDay, Network } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { IndexReadings, PublishedSeries } from '../../domain/index/readings.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day } from '../../domain/units/time.ts'
import { ORACLE } from './abi.ts'
import { ask, readHead } from './calls.ts'
import type { BlockTag } from './calls.ts'
import { countOf, integerOf, listOf } from './decode.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'

/** The last final day of a series, null before the first. */
export async function lastFixed(
  chain: Chain,
  network: Network,
  series: PublishedSeries,
  at: BlockTag,
): Promise<Day | null> {
  return (await latest(chain, network, series, at))?.day ?? null
}

/** The final value of one day, null where it is not final. */
export async function valueOf(
  chain: Chain,
  network: Network,
  fixed: FixingDay<PublishedSeries>,
  at: BlockTag,
): Promise<IndexValue | null> {
  const args = [seriesId(fixed.series), fixed.day]
  const answer = await unlessRefused(ask(chain, network.oracle, ORACLE, 'valueOf', args, at))
  return answer === null ? null : indexValue(integerOf(answer[0]))
}

/**
 * What the oracle answers from the day before `from` on, all read at one block.
 *
 * Refuses: throws RangeError when asked for an earlier day, which was not read.
 */
export async function readReadings(
  chain: Chain,
  network: Network,
  series: PublishedSeries,
  from: Day,
): Promise<IndexReadings> {
  const at = (await readHead(chain)).number
  const [last, heartbeat] = await Promise.all([
    latest(chain, network, series, at),
    readHeartbeat(chain, network, series, at),
  ])
  const first = Math.max(0, from - 1)
  const days = daysBetween(first, Math.max(first, last?.day ?? 0))
  const sums = await Promise.all(days.map((day) => cumulative(chain, network, { series, day }, at)))
  return {
    cumulative: (day) => {
      if (day < first) throw new RangeError(`day ${day} was not read, only ${first} and later`)
      return sums[day - first] ?? null
    },
    latest: () => last,
    heartbeat: () => heartbeat,
  }
}

/** The heartbeat of a series in seconds, null where the oracle refuses to say. */
export async function readHeartbeat(
  chain: Chain,
  network: Network,
  series: PublishedSeries,
  at: BlockTag = 'latest',
): Promise<number | null> {
  const answer = await unlessRefused(ask(chain, network.oracle, ORACLE, 'heartbeat', [seriesId(series)], at))
  return answer === null ? null : countOf(answer[0])
}

/** How many reporters there are, and how many make a fixing; null from an oracle whose fixings are not attested. */
export async function readAttesters(
  chain: Chain,
  network: Network,
): Promise<{ readonly reporters: number; readonly threshold: number } | null> {
  const asked = ['reporters', 'threshold'].map((question) => ask(chain, network.oracle, ORACLE, question))
  const answers = await unlessRefused(Promise.all(asked))
  if (answers === null) return null
  const [reporters, threshold] = answers.map((answer): unknown => answer[0])
  return { reporters: listOf(reporters).length, threshold: countOf(threshold) }
}

async function latest(
  chain: Chain,
  network: Network,
  series: PublishedSeries,
  at: BlockTag,
): Promise<{ readonly day: Day; readonly value: bigint } | null> {
  const answer = await unlessRefused(ask(chain, network.oracle, ORACLE, 'latest', [seriesId(series)], at))
  return answer === null ? null : { day: countOf(answer[0]), value: integerOf(answer[1]) }
}

async function cumulative(
  chain: Chain,
  network: Network,
  { series, day }: FixingDay<PublishedSeries>,
  at: BlockTag,
): Promise<bigint | null> {
  const answer = await unlessRefused(ask(chain, network.oracle, ORACLE, 'cumulative', [seriesId(series), day], at))
  return answer === null ? null : integerOf(answer[0])
}

/** A read that the contract refuses is a read that fails, which the domain reckons with; a node that does not answer is not. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (failure) {
    if (failure instanceof CallReverted) return null
    throw failure
  }
}

function daysBetween(from: Day, to: Day): readonly Day[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset)
}
