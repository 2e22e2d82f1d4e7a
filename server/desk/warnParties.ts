import { LIVE_PHASES } from '../domain/deal/phase.ts'
import { noticesAfter } from '../domain/deal/notices.ts'
import type { Notice, Watched } from '../domain/deal/notices.ts'
import { epochsBegunBy } from '../domain/index/difficulty.ts'
import { forecastsOf } from '../domain/index/forecast.ts'
import { DESK_LEVEL } from '../domain/margin/warningLevel.ts'
import { changeDeal } from './changeDeal.ts'
import { seriesNamed } from './deskSeries.ts'
import { forLiveDeals } from './liveDeals.ts'
import type { DealOnChain, LiveDeals } from './liveDeals.ts'
import type { DealRecord, DealSummary, NoticesTold, Ports } from './ports.ts'
import { NOTHING_DONE, tallied, together } from './tally.ts'
import type { Tally } from './tally.ts'

type Warned = Pick<DealRecord, 'chain' | 'terms' | 'callPlan' | 'warnAt' | 'notices'>

/** As many deals as are written in one question. */
const DEALS_AT_ONCE = 500

type Around = Pick<Watched, 'readings' | 'forecasts' | 'now'>

/**
 * Writes down, once each, what the parties to live deals have to be told: a call that is near, a retarget or a halving that will need
 * more, a call that runs out. Whoever tells people reads it there; a second run finds nothing to do.
 *
 * Where fixings are contradicted, or a copy differs from where it comes from, nothing follows from them, and nobody is warned.
 */
export function warnParties(ports: Ports): Promise<Tally> {
  return forLiveDeals(ports, { phases: LIVE_PHASES }, (live) => warnIn(ports, live))
}

async function warnIn(ports: Ports, { asOf, series }: LiveDeals): Promise<Tally> {
  const begun = epochsBegunBy(await ports.index.epochs(), asOf)
  let tally = NOTHING_DONE
  for (const { deals, readings, stop, stops } of series) {
    const name = seriesNamed(deals[0]?.terms.series ?? '0x')
    if (name === null || stop !== null) continue
    const around = { readings, forecasts: forecastsOf(begun, name, asOf), now: asOf }
    const told = deals.filter(({ id }) => !stops.has(id)).flatMap((deal) => newNotices(deal, around))
    for (let first = 0; first < told.length; first += DEALS_AT_ONCE)
      tally = together(tally, await warnInDeals(ports, told.slice(first, first + DEALS_AT_ONCE), around))
  }
  return tally
}

function newNotices(deal: DealOnChain, around: Around): readonly NoticesTold[] {
  const told = notices(deal, around)
  return told === undefined || told === deal.notices ? [] : [{ deal, notices: told }]
}

/** Writes what is to be told in many deals at once; one that somebody else has changed meanwhile is read and decided on again. */
async function warnInDeals(ports: Ports, told: readonly NoticesTold[], around: Around): Promise<Tally> {
  const again = await ports.deals.noteNotices(told)
  const stale = await tallied(
    again.map(({ deal }) => deal),
    (deal) => warnInDeal(ports, deal, around),
  )
  return together({ done: told.length - again.length, failures: [] }, stale)
}

async function warnInDeal(ports: Ports, deal: DealSummary, around: Around): Promise<boolean> {
  const after = await changeDeal(ports.deals, deal.id, (read) => {
    const told = notices(read, around)
    return told === read.notices || told === undefined ? read : { ...read, notices: told }
  })
  return after.version !== deal.version
}

/** What the sides of a deal have been told once everything due is; the very list it was, or none, if nothing is. */
function notices(deal: Warned, around: Around): readonly Notice[] | undefined {
  const { chain, terms, callPlan, warnAt } = deal
  if (chain === null) return deal.notices
  const told = deal.notices ?? NOTHING_TOLD
  const after = noticesAfter({
    ...around,
    terms,
    state: chain.state,
    levels: warnAt ?? { seller: DESK_LEVEL, buyer: DESK_LEVEL },
    zones: callPlan?.zones ?? { seller: null, buyer: null },
    told,
  })
  return after === told ? deal.notices : after
}

const NOTHING_TOLD: readonly Notice[] = []
