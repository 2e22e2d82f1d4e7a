import { SERIES } from '../domain/index/readings.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import { firstDayOf } from '../domain/terms/schedule.ts'
import type { Hex } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { readingsKnown, seriesNamed } from './deskSeries.ts'
import { contradictedSeries } from './epochChecks.ts'
import { mismatched } from './mismatches.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { DealSummary, LiveWanted, Ports } from './ports.ts'

/** A deal that stands on the chain, without its history. */
export type DealOnChain = DealSummary & { readonly chain: ChainView }

/** Why the desk does nothing: the fixings are contradicted by their proof, or a copy differs from where it comes from. */
export type Stop = 'indexContradicted' | 'copyDiffers'

/** The live deals on one of the desk's series, and what its oracle has said. */
export interface LiveSeries {
  readonly deals: readonly DealOnChain[]
  readonly readings: IndexReadings
  /** Why nothing is done on any of them, or on some: until a person has decided, or the facts agree again. */
  readonly stop: Stop | null
  readonly stops: ReadonlyMap<Hex, Stop>
}

/** Everything a pass decides on, as the read model knew it at one moment. */
export interface LiveDeals {
  readonly asOf: Instant
  readonly series: readonly LiveSeries[]
}

/** As many deals as are decided on at once: the memory that a pass takes does not grow with their number. */
const DEALS_AT_ONCE = 2_000

/** Does `act` to the live deals that are wanted, so many at a time, in the order of their ids. */
export async function forLiveDeals(
  ports: Ports,
  wanted: LiveWanted,
  act: (live: LiveDeals) => Promise<Tally>,
): Promise<Tally> {
  let tally = NOTHING_DONE
  let after: Hex | null = null
  for (;;) {
    const deals: readonly DealSummary[] = await ports.deals.liveSummaries(wanted, { after, most: DEALS_AT_ONCE })
    if (deals.length > 0) tally = together(tally, await act(await bySeries(ports, deals)))
    after = deals.at(-1)?.id ?? null
    if (deals.length < DEALS_AT_ONCE) return tally
  }
}

/**
 * Reads the live deals that are wanted, on the desk's own series, whose fixings it knows. A deal on another oracle is its parties'
 * business: they can settle, call and close out as well as the desk can.
 */
export async function readLiveDeals(ports: Ports, wanted: LiveWanted): Promise<LiveDeals> {
  return bySeries(ports, await ports.deals.liveSummaries(wanted))
}

async function bySeries(ports: Ports, live: readonly DealSummary[]): Promise<LiveDeals> {
  const [asOf, contradicted, differing] = await Promise.all([
    ports.clock.asOf(),
    contradictedSeries(ports),
    mismatched(ports),
  ])
  const ours = live.filter(
    (deal): deal is DealOnChain => deal.chain !== null && deal.terms.oracle === ports.escrows.network.oracle,
  )
  const series: LiveSeries[] = []
  for (const name of SERIES) {
    const deals = ours.filter(({ terms }) => seriesNamed(terms.series) === name)
    if (deals.length === 0) continue
    // What is settled already is not reckoned with again.
    const from = deals.reduce(
      (first, { terms, chain }) => Math.min(first, firstDayOf(terms, chain.state.periodsSettled)),
      Number.POSITIVE_INFINITY,
    )
    const readings = await readingsKnown(ports, name, from)
    if (readings === null) continue
    const stop = contradicted.has(name) ? 'indexContradicted' : differing.has(name) ? 'copyDiffers' : null
    const stopped = deals.filter(({ id }) => differing.has(id))
    series.push({ deals, readings, stop, stops: new Map(stopped.map(({ id }) => [id, 'copyDiffers'])) })
  }
  return { asOf, series }
}
