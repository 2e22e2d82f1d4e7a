import { SERIES } from '../domain/index/readings.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import { firstDayOf } from '../domain/terms/schedule.ts'
import type { Instant } from '../domain/units/time.ts'
import { readingsKnown, seriesNamed } from './deskSeries.ts'
import { contradictedSeries } from './epochChecks.ts'
import type { DealRecord, Ports } from './ports.ts'

/** A deal that stands on the chain. */
export type DealOnChain = DealRecord & { readonly chain: ChainView }

/** The live deals on one of the desk's series, and what its oracle has said. */
export interface LiveSeries {
  readonly deals: readonly DealOnChain[]
  readonly readings: IndexReadings
  /** The epoch whose proof contradicts the series' fixings: until a person has decided, nothing follows from them. Null: none does. */
  readonly contradictedBy: number | null
}

/** Everything a pass decides on, as the read model knew it at one moment. */
export interface LiveDeals {
  readonly asOf: Instant
  readonly series: readonly LiveSeries[]
}

/**
 * Reads the live deals on the desk's own series, whose fixings it knows. A deal on another oracle is its parties' business: they can
 * settle, call and close out as well as the desk can.
 */
export async function readLiveDeals(ports: Ports): Promise<LiveDeals> {
  const [asOf, live, contradicted] = await Promise.all([
    ports.clock.asOf(),
    ports.deals.live(),
    contradictedSeries(ports),
  ])
  const ours = live.filter(
    (deal): deal is DealOnChain => deal.chain !== null && deal.terms.oracle === ports.escrows.network.oracle,
  )
  const series: LiveSeries[] = []
  for (const name of SERIES) {
    const deals = ours.filter(({ terms }) => seriesNamed(terms.series) === name)
    if (deals.length === 0) continue
    // What is settled already is not reckoned with again.
    const from = deals.map(({ terms, chain }) => firstDayOf(terms, chain.state.periodsSettled))
    const readings = await readingsKnown(ports, name, Math.min(...from))
    if (readings !== null) series.push({ deals, readings, contradictedBy: contradicted.get(name) ?? null })
  }
  return { asOf, series }
}
