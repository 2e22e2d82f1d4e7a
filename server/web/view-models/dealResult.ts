import type { FormerOwner } from '../../desk/queries/leftView.ts'
import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import type { Ending } from '../../domain/deal/ending.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { actFor } from './dealActs.ts'
import { payerOf } from './dealEvents.ts'
import type { DealTold } from './dealTold.ts'
import { symbolOf } from './dealTold.ts'
import { amount, moment, signedAmount } from './format.ts'

/** The box that tells how a deal ended: cause, arithmetic, who got what, and what is still to be taken. */
export function dealResult(told: DealTold, escrow: EscrowView, ending: Ending) {
  const { words, view } = told
  const own = view.escrow?.acts.find(({ name }) => name === 'withdraw')
  return {
    mood: ending.event.name === 'closedOut' ? 'default' : 'ok',
    symbol: symbolOf(view.token),
    cause: cause(told, ending),
    working: working(told, ending),
    equation: equation(told, ending),
    parties: [
      ...[view.side, otherSide(view.side)].map((side) => partyRow(told, escrow, side)),
      ...escrow.former.map((owner) => formerRow(told, owner)),
    ],
    yours: own?.name === 'withdraw' ? amount(own.amount, view.token.decimals) : null,
    act: own === undefined ? null : actFor(told, own, 'asked'),
    rest: restOf(told, escrow),
    isYours: told.isParty,
    title: words('deal.result'),
  }
}

function cause(told: DealTold, ending: Ending): string {
  const { words, money, view } = told
  const { event, point } = ending
  const at = moment(point.at, words)
  switch (event.name) {
    case 'matured':
      return words('deal.result.matured', { all: view.deal.terms.periods })
    case 'terminated': {
      return words(`deal.result.terminated.${payerOf(event.payment)}`, { at, amount: money(event.payment) })
    }
    case 'unwound':
      return words('deal.result.unwound', { at })
    case 'closedOut':
      return defaultCause(told, ending, event.defaulter, at)
  }
}

function defaultCause(
  { words, money, nameOf, isYou, view }: DealTold,
  { call }: Ending,
  defaulter: Side,
  at: string,
): string {
  const name = nameOf(defaulter)
  if (call === null) return words('deal.result.closedOutPlain', { name, at })
  const facts = { name, at, due: money(call.due), by: moment(call.by, words) }
  const said = words(isYou(defaulter) ? 'deal.result.youDefaulted' : 'deal.result.closedOut', facts)
  const window = view.deal.facts.findLast(({ event }) => event.name === 'windowOpened')?.event
  if (window?.name !== 'windowOpened') return said
  const nobody = words('takeover.result.nobody', { name, until: moment(window.until, words) })
  return words.locale === 'zh' ? `${said}${nobody}` : `${said} ${nobody}`
}

interface Line {
  readonly label: string
  readonly value: ReturnType<typeof amount>
  /** A total has a line above it. */
  readonly kind: '' | 'total' | 'short'
}

/** The arithmetic of a close-out or an unwinding, line by line. */
function working(told: DealTold, { event, demanded }: Ending): readonly Line[] {
  const { words, view } = told
  const line = (label: string, base: bigint, kind: Line['kind'] = ''): Line => ({
    label,
    value: amount(base, view.token.decimals),
    kind,
  })
  const short = (shortfall: bigint) =>
    shortfall === 0n ? [] : [line(words('deal.result.shortfall'), shortfall, 'short')]
  const paid = (amountPaid: bigint, payer: Side) => {
    const receiver = amountPaid < 0n ? payer : otherSide(payer)
    const side = sideInSentence(words, receiver)
    return line(words('deal.result.paidTo', { side }), amountPaid < 0n ? -amountPaid : amountPaid, 'total')
  }
  if (event.name === 'unwound') {
    return [line(words('deal.result.t'), event.owed), paid(event.paid, 'seller'), ...short(event.shortfall)]
  }
  if (event.name !== 'closedOut') return []
  const { defaulter, owed, penalty } = event
  const side = sideInSentence(words, defaulter)
  return [
    line(words(owed < 0n ? 'deal.result.mNegative' : 'deal.result.m', { side }), owed),
    line(words('deal.result.p', { side }), penalty),
    ...(demanded === event.paid ? [] : [line(words('deal.result.sum'), demanded, 'total')]),
    paid(event.paid, defaulter),
    ...short(event.shortfall),
  ]
}

/** The same in one line, as the terms write it. */
function equation({ words, view }: DealTold, { event, demanded }: Ending): string {
  if (event.name !== 'closedOut') return ''
  const printed = (base: bigint) => amount(base, view.token.decimals).text
  const receiver = event.paid < 0n ? event.defaulter : otherSide(event.defaulter)
  const facts = {
    m: printed(event.owed),
    p: printed(event.penalty),
    sum: printed(demanded),
    paid: printed(event.paid < 0n ? -event.paid : event.paid),
    side: sideInSentence(words, receiver),
  }
  return words(demanded === event.paid ? 'deal.result.equation' : 'deal.result.equationCapped', facts)
}

/** "buyer", in the middle of a sentence. */
function sideInSentence(words: DealTold['words'], side: Side): string {
  return words(`side.${side}`).toLowerCase()
}

function partyRow({ words, nameOf, isYou, view }: DealTold, { accounts }: EscrowView, side: Side) {
  const { cash, balance } = accounts[side]
  const { decimals } = view.token
  const name = words(`side.${side}`)
  return {
    side,
    title: isYou(side) ? words('deal.you', { side: name }) : name,
    name: nameOf(side),
    putIn: amount(cash.putIn, decimals),
    takenOut: amount(cash.withdrawn, decimals),
    left: amount(balance, decimals),
    gain: signedAmount(cash.gain, decimals),
  }
}

/** Somebody who lost its side to another: what was left to it counts as its own. */
function formerRow({ words, called, view }: DealTold, { side, cash, claim, taken }: FormerOwner) {
  const { decimals } = view.token
  return {
    side,
    title: words('takeover.result.former', { side: words(`side.${side}`) }),
    name: called(cash.owner),
    putIn: amount(cash.putIn, decimals),
    takenOut: amount(taken, decimals),
    left: amount(claim, decimals),
    gain: signedAmount(cash.gain, decimals),
  }
}

/** What is left for others to take, or that nothing is. */
function restOf(
  { words, nameOf, money, view, isYou, isParty }: DealTold,
  { accounts, step }: EscrowView,
): readonly string[] {
  if (step.kind !== 'withdraw') return [words('deal.result.emptyBoth')]
  const others = step.sides.filter((side) => !isYou(side))
  const said = others.map((side) =>
    words('deal.result.theirs', { name: nameOf(side), amount: money(accounts[side].balance) }),
  )
  const isEmpty = isParty && !step.sides.includes(view.side)
  return isEmpty ? [words('deal.result.empty'), ...said] : said
}
