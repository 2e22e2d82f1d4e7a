import type { TimelineEntry } from '../../desk/queries/dealTimeline.ts'
import type { EscrowEvent } from '../../domain/deal/chainFacts.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address, BySide } from '../../domain/terms/terms.ts'
import type { DealTold } from './dealTold.ts'
import { date, moment, percentChange, rate } from './format.ts'

/** One thing that happened, as a sentence. `alike`: on how many days after it the index fixed at the same value. */
export function sentenceOf(now: DealTold, entry: TimelineEntry, alike = 0): string {
  const told = then(now, entry)
  switch (entry.what) {
    case 'offer':
      return offer(told, entry)
    case 'negotiation':
      return ending(told, entry)
    case 'desk':
      return deskSentence(told, entry.event)
    case 'fixing':
      return fixing(told, entry, alike)
    case 'escrow':
      return escrowSentence(told, entry.event)
  }
}

/** A deal as it is told of a moment: its people are those whose sides they were then. */
interface ToldThen extends DealTold {
  readonly owner: BySide<Address>
}

function then(told: DealTold, entry: TimelineEntry): ToldThen {
  const owner = entry.what === 'escrow' ? entry.owner : told.view.deal.terms
  return { ...told, owner, nameOf: (side) => told.called(owner[side]) }
}

type Told<What extends TimelineEntry['what']> = Extract<TimelineEntry, { readonly what: What }>

function offer({ words, nameOf, view }: DealTold, { version, changed, by }: Told<'offer'>): string {
  const who = by === null ? (view.parties.broker?.name ?? words('role.broker')) : nameOf(by)
  const facts = { who, number: version.number, rate: rate(version.sheet.fixedRate).text }
  if (changed.length === 0) return words('deal.event.offer', facts)
  const names = changed.map((field) => words(`terms.${field}`))
  return words('deal.event.offerChanged', { ...facts, changed: names.join(words('deal.event.comma')) })
}

function ending({ words, nameOf }: DealTold, { event, by }: Told<'negotiation'>): string {
  return event === 'accept' && by !== null ? words('deal.event.accept', { who: nameOf(by) }) : words('deal.event.ended')
}

const DESK_EVENTS = ['agree', 'send', 'sendFailed', 'chainWentBack', 'lapse', 'cancel'] as const

function deskSentence(told: DealTold, { event, actor }: Told<'desk'>['event']): string {
  if (event === 'signFirst' || event === 'signSecond') {
    return told.words('deal.event.sign', { who: told.called(actor) })
  }
  const known = DESK_EVENTS.find((name) => name === event)
  return known === undefined ? event : told.words(`deal.event.${known}`)
}

function fixing({ words }: DealTold, { fixing: { day, value }, before }: Told<'fixing'>, alike: number): string {
  const facts = { day: date(day, words), rate: rate(value).text, count: alike }
  const hasMoved = before !== null && before !== value
  const moved = { ...facts, percent: before === null ? '' : percentChange(value, before) }
  if (alike === 0) return hasMoved ? words('deal.event.fixingMoved', moved) : words('deal.event.fixing', facts)
  return hasMoved ? words('deal.event.fixingsMoved', moved) : words('deal.event.fixings', facts)
}

function escrowSentence(told: ToldThen, event: EscrowEvent): string {
  const { words, money } = told
  switch (event.name) {
    case 'settled': {
      const facts = { number: event.period + 1, unpaid: money(event.unpaid) }
      return words(event.unpaid > 0n ? 'deal.event.settledShort' : 'deal.event.settled', facts)
    }
    case 'closedOut':
      return closedOut(told, event)
    case 'windowOpened':
    case 'takenOver':
    case 'claimWithdrawn':
      return takeoverSentence(told, event)
    default:
      return plainSentence(told, event)
  }
}

type Plain = Exclude<EscrowEvent, OfTakeover | { readonly name: 'settled' | 'closedOut' }>

function plainSentence(told: ToldThen, event: Plain): string {
  switch (event.name) {
    case 'opened':
    case 'unwound':
    case 'matured':
    case 'terminated':
      return told.words(`deal.event.${event.name}`)
    default:
      return sideSentence(told, event)
  }
}

type OfTakeover = Extract<EscrowEvent, { readonly name: 'windowOpened' | 'takenOver' | 'claimWithdrawn' }>

function takeoverSentence(told: DealTold, event: OfTakeover): string {
  const { words, money, nameOf } = told
  switch (event.name) {
    case 'windowOpened':
      return words('deal.event.windowOpened', { who: nameOf(event.defaulter), until: moment(event.until, words) })
    case 'takenOver': {
      const [taker, previous] = [told.called(event.taker), told.called(event.previous)]
      const paid = { deposit: money(event.deposit), reward: money(event.reward), paid: money(event.toHonouring) }
      return words('deal.event.takenOver', { taker, previous, other: nameOf(otherSide(event.side)), ...paid })
    }
    case 'claimWithdrawn':
      return words('deal.event.claimWithdrawn', { who: told.called(event.holder), amount: money(event.amount) })
  }
}

function closedOut({ words, money, nameOf }: DealTold, event: Extract<EscrowEvent, { readonly name: 'closedOut' }>) {
  const { defaulter, penalty, shortfall } = event
  const facts = { who: nameOf(defaulter), penalty: money(penalty), shortfall: money(shortfall) }
  return words(shortfall > 0n ? 'deal.event.closedOutShort' : 'deal.event.closedOut', facts)
}

type SideEvent = Exclude<Plain, { readonly name: 'opened' | 'unwound' | 'matured' | 'terminated' }>

/** What one side did, or was asked for, or was relieved of. */
function sideSentence(told: ToldThen, event: SideEvent): string {
  const { words, money, nameOf } = told
  const who = nameOf(event.side)
  switch (event.name) {
    case 'callLifted':
    case 'proposalWithdrawn':
      return words(`deal.event.${event.name}`, { who })
    case 'marginCalled':
      return words('deal.event.marginCalled', { who, due: money(event.due), by: moment(event.ledger.cureBy, words) })
    case 'withdrawn':
      return words('deal.event.withdrawn', { who, amount: money(event.amount) })
    case 'toppedUp':
      return toppedUp(told, event)
    case 'terminationProposed':
      return words(`deal.event.proposed.${payerOf(event.payment)}`, { who, amount: money(event.payment) })
  }
}

function toppedUp(told: ToldThen, event: Extract<SideEvent, { readonly name: 'toppedUp' }>): string {
  const { words, money, nameOf, called, owner } = told
  const facts = { who: nameOf(event.side), amount: money(event.amount), payer: called(event.payer) }
  const isOwn = event.payer === owner[event.side]
  return words(isOwn ? 'deal.event.toppedUp' : 'deal.event.toppedUpFor', facts)
}

/** Who pays a payment that is positive from buyer to seller. */
export function payerOf(payment: bigint): 'seller' | 'buyer' | 'nothing' {
  if (payment === 0n) return 'nothing'
  return payment > 0n ? 'buyer' : 'seller'
}
