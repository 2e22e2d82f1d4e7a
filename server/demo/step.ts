import { readingsKnown } from '../desk/deskSeries.ts'
import type { DealRecord, Ports } from '../desk/ports.ts'
import type { IndexReadings, SeriesName } from '../domain/index/readings.ts'
import { chainViewOf } from '../domain/deal/chainView.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import type { Cause, Phase } from '../domain/deal/phase.ts'
import { requirement } from '../domain/margin/requirement.ts'
import { initialMargin } from '../domain/terms/terms.ts'
import type { BySide, Side, Terms } from '../domain/terms/terms.ts'
import { isoInstant } from '../domain/units/calendar.ts'
import { printIndexValue } from '../domain/units/print.ts'
import type { Instant } from '../domain/units/time.ts'

export const DEMO_SERIES: SeriesName = 'BME14'

/** One line of the demonstration: what happened, and how the deal stands afterwards. Amounts in base units, as text. */
export interface Step {
  readonly step: string
  readonly at: string
  readonly phase: Phase
  /** The latest fixing, in BTC per TH/s per day; null before the first. */
  readonly index: string | null
  readonly sellerBalance: string
  readonly buyerBalance: string
  readonly sellerRequirement: string
  readonly buyerRequirement: string
  readonly note: string
}

/** Where the deal stands, as a line shows it: after everything that has happened, or after the first `facts` of it. */
export async function stepOf(
  ports: Ports,
  deal: DealRecord,
  told: {
    readonly step: string
    readonly note: string
    readonly facts?: number
    readonly at?: Instant
    readonly readings?: IndexReadings
  },
): Promise<Step> {
  const readings = told.readings ?? (await readingsKnown(ports, DEMO_SERIES, deal.terms.startDay - 1))
  const latest = readings?.latest()
  return {
    step: told.step,
    at: isoInstant(told.at ?? (await ports.clock.asOf())),
    index: latest ? printIndexValue(latest.value) : null,
    ...accountsOf(deal.terms, chainViewOf(deal.terms, deal.facts.slice(0, told.facts)), readings),
    note: told.note,
  }
}

type Accounts = Pick<Step, 'phase' | 'sellerBalance' | 'buyerBalance' | 'sellerRequirement' | 'buyerRequirement'>

const NOTHING_YET: Accounts = {
  phase: 'none',
  sellerBalance: '0',
  buyerBalance: '0',
  sellerRequirement: '0',
  buyerRequirement: '0',
}

function accountsOf(terms: Terms, view: ChainView | null, readings: IndexReadings | null): Accounts {
  if (view === null || readings === null) return NOTHING_YET
  const { state } = view
  return {
    phase: state.phase,
    sellerBalance: String(state.balance.seller),
    buyerBalance: String(state.balance.buyer),
    sellerRequirement: String(requirement(terms, state, 'seller', readings) ?? 0n),
    buyerRequirement: String(requirement(terms, state, 'buyer', readings) ?? 0n),
  }
}

/** The last line: what each side put in and took out over the whole life of the deal. */
export interface Ending {
  readonly step: 'end'
  readonly phase: Phase
  readonly cause: Cause
  readonly locked: BySide<string>
  readonly paid: BySide<string>
  readonly premium: string
  readonly brokerFee: string
}

/**
 * locked: margins and top-ups, and what somebody paid in to take the side over; paid: everything withdrawn, what a takeover left to its
 * former owner among it. Both from the chain's own events.
 */
export function endingOf({ terms, chain, facts }: DealRecord): Ending {
  const sum = (side: Side, name: 'toppedUp' | 'withdrawn') =>
    facts.reduce((total, { event }) => total + (event.name === name && event.side === side ? event.amount : 0n), 0n)
  const taken = (side: Side) =>
    facts.flatMap(({ event }) => (event.name === 'takenOver' && event.side === side ? [event] : []))
  const deposits = (side: Side) => taken(side).reduce((total, { deposit }) => total + deposit, 0n)
  const claims = (side: Side) => {
    const former = taken(side).map(({ previous }) => previous)
    return facts.reduce(
      (total, { event }) =>
        total + (event.name === 'claimWithdrawn' && former.includes(event.holder) ? event.amount : 0n),
      0n,
    )
  }
  const locked = (side: Side) => String(initialMargin(terms, side) + sum(side, 'toppedUp') + deposits(side))
  const paid = (side: Side) => String(sum(side, 'withdrawn') + claims(side))
  return {
    step: 'end',
    phase: chain?.state.phase ?? 'none',
    cause: chain?.state.cause ?? 'none',
    locked: { seller: locked('seller'), buyer: locked('buyer') },
    paid: { seller: paid('seller'), buyer: paid('buyer') },
    premium: String(terms.premium),
    brokerFee: String(terms.brokerFee),
  }
}
