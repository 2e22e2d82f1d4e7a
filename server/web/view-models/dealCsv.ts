import type { DealPage } from '../../desk/queries/readDealPage.ts'
import type { TimelineEntry } from '../../desk/queries/dealTimeline.ts'
import type { Visit } from '../visit.ts'
import type { Cell } from '../csv.ts'
import { sentenceOf } from './dealEvents.ts'
import { symbolOf, toldOf } from './dealTold.ts'
import { plainAmount, plainTime, rateInput } from './format.ts'

const HEAD = [
  'time',
  'kind',
  'event',
  'description',
  'seller_account_change',
  'buyer_account_change',
  'token',
  'index_sat_per_ph_day',
  'block',
  'transaction',
] as const

/** The timeline of a deal as rows, oldest first, every fixing on its own: column names are for programs, descriptions for people. */
export function dealCsv(view: DealPage, visit: Visit): readonly (readonly Cell[])[] {
  const told = toldOf(view, visit)
  const rows = view.timeline.map((entry): readonly Cell[] => [
    plainTime(entry.at),
    entry.kind,
    nameOf(entry),
    sentenceOf(told, entry),
    ...moneyIn(entry, view.token),
    rateIn(entry),
    ...(entry.where === null ? [null, null] : [entry.where.block, entry.where.transaction]),
  ])
  return [HEAD, ...rows]
}

function moneyIn(entry: TimelineEntry, token: DealPage['token']): readonly Cell[] {
  if (entry.what !== 'escrow') return [null, null, null]
  const { seller, buyer } = entry.moved
  return [plainAmount(seller, token.decimals), plainAmount(buyer, token.decimals), symbolOf(token)]
}

function nameOf(entry: TimelineEntry): string {
  if (entry.what === 'escrow') return entry.event.name
  if (entry.what === 'desk') return entry.event.event
  return entry.what === 'negotiation' ? entry.event : entry.what
}

function rateIn(entry: TimelineEntry): Cell {
  if (entry.what === 'fixing') return rateInput(entry.fixing.value)
  return entry.what === 'offer' ? rateInput(entry.version.sheet.fixedRate) : null
}
