import type { Network } from '../../desk/ports.ts'
import type { Report } from '../../desk/ports/evidence.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { ORACLE } from './abi.ts'
import { fixingDigest } from './attestation.ts'
import { reportsIn } from './callData.ts'
import { addressOf, countOf, hexOf, integerOf, recordOf } from './decode.ts'
import { FIXED_TOPIC, REPORTED_TOPIC } from './fixingEvents.ts'
import { searchLogs } from './logs.ts'
import type { Log } from './logs.ts'
import type { Chain } from './provider.ts'
import { recovered } from './typedData.ts'

/** A transaction that made a day final, or brought a value for it. */
interface Sent {
  readonly logs: readonly Log[]
  readonly input: Hex
}

interface Where {
  readonly chain: Chain
  readonly network: Network
  readonly series: SeriesName
}

const BLOCKS_PER_STEP = 2_000

/**
 * The signed values that a final day is the median of. All of them stand in the transaction that made it final, unless values have to
 * wait there: then the oracle's own events say which transactions before it brought them.
 */
export async function reportsBehind(where: Where, fixed: Log, { logs, input }: Sent): Promise<readonly Report[]> {
  const { day, count } = toldBy(fixed)
  const own = logs.filter((log) => isReportOf(where, log, day))
  const brought = reportsIn(where.series, day, input)
  if (own.length === count && brought.length === count) return brought
  const all = own.length === count ? own : await reportLogs(where, day, fixed.block, count)
  const reports = await Promise.all(all.map((log) => reportOf(where, day, log)))
  return reports.flat()
}

function toldBy({ topics, data }: Log): { readonly day: Day; readonly count: number } {
  const said = ORACLE.parseLog({ topics, data })?.args
  return { day: countOf(said?.getValue('day')), count: countOf(said?.getValue('reports')) }
}

function isReportOf({ network, series }: Where, { address, topics }: Log, day: Day): boolean {
  const [topic, id, of] = topics
  return address === network.oracle && topic === REPORTED_TOPIC && id === seriesId(series) && of === dayTopic(day)
}

function dayTopic(day: Day): Hex {
  return `0x${day.toString(16).padStart(64, '0')}`
}

/** The last `count` values that were brought for a day, searched backwards from the block it became final in. */
async function reportLogs({ chain, network, series }: Where, day: Day, last: number, count: number) {
  const topics = [REPORTED_TOPIC, seriesId(series), dayTopic(day)]
  let found: readonly Log[] = []
  for (let to = last; to >= 0 && found.length < count; to -= BLOCKS_PER_STEP) {
    const from = Math.max(0, to - BLOCKS_PER_STEP + 1)
    found = [...(await searchLogs(chain, { address: network.oracle, topics }, from, to)), ...found]
  }
  return found
}

/** What the reporter of this event signed, from the call data that carried it; nothing where it does not stand there. */
async function reportOf({ chain, network, series }: Where, day: Day, log: Log): Promise<readonly Report[]> {
  const said = ORACLE.parseLog({ topics: log.topics, data: log.data })?.args
  const [reporter, value] = [addressOf(said?.getValue('reporter')), integerOf(said?.getValue('value'))]
  const sent = await chain.request('eth_getTransactionByHash', [log.transaction])
  const brought = sent === null ? [] : reportsIn(series, day, hexOf(recordOf(sent).input))
  const isIts = (report: Report) => report.value === value && signer(network, { series, day }, report) === reporter
  return brought.filter(isIts).slice(0, 1)
}

function signer(
  network: Network,
  fixed: { readonly series: SeriesName; readonly day: Day },
  { value, signature }: Report,
): Address | null {
  return recovered(fixingDigest(network, { ...fixed, value }), signature)
}

/** Whether an attested oracle made a day of the series final in this log. */
export function isFixedOf({ network, series }: Pick<Where, 'network' | 'series'>, { address, topics }: Log): boolean {
  return address === network.oracle && topics[0] === FIXED_TOPIC && topics[1] === seriesId(series)
}
