import { SERIES, seriesId } from '../domain/index/readings.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import type { Hex } from '../domain/terms/terms.ts'
import type { Day } from '../domain/units/time.ts'
import type { DealRecord, Ports } from './ports.ts'

/** The largest day the escrow knows. */
const LAST_DAY: Day = 2 ** 32 - 1

/** A deal that stands on the chain. */
export type DealOnChain = DealRecord & { readonly chain: ChainView }

/** The published series of that on-chain name, null if there is none. */
export function seriesNamed(id: Hex): SeriesName | null {
  return SERIES.find((name) => seriesId(name) === id) ?? null
}

/**
 * The live deals on the desk's own series, whose fixings it knows, by series. A deal on another oracle is its parties' business:
 * they can settle, call and close out as well as the desk can.
 */
export async function liveDealsBySeries(
  ports: Ports,
): Promise<readonly (readonly [series: SeriesName, deals: readonly DealOnChain[]])[]> {
  const live = (await ports.deals.live()).filter((deal): deal is DealOnChain => deal.chain !== null)
  const ours = live.filter(({ terms }) => terms.oracle === ports.escrows.network.oracle)
  const bySeries = SERIES.map((name) => [name, ours.filter(({ terms }) => seriesNamed(terms.series) === name)] as const)
  return bySeries.filter(([, deals]) => deals.length > 0)
}

/**
 * The oracle's answers as the read model knows them: fixings from the day before `from` on. Null before anything is fixed.
 *
 * `cumulative` counts from there, and not from the oracle's first day: only differences are ever used.
 */
export async function readingsKnown(ports: Ports, series: SeriesName, from: Day): Promise<IndexReadings | null> {
  const [last, heartbeat, fixings] = await Promise.all([
    ports.fixings.last(series),
    ports.oracle.heartbeat(series),
    ports.fixings.between(series, from, LAST_DAY),
  ])
  if (last === null) return null
  const sums = new Map<Day, bigint>()
  let sum = 0n
  for (const fixing of fixings) {
    if (sums.size === 0) sums.set(fixing.day - 1, sum)
    sum += fixing.value
    sums.set(fixing.day, sum)
  }
  return {
    cumulative: (day) => sums.get(day) ?? null,
    latest: () => ({ day: last.day, value: last.value }),
    heartbeat: () => heartbeat,
  }
}
