import type { CloseOut } from '../../domain/deal/closeOut.ts'
import type { NextStep } from '../../domain/deal/nextStep.ts'
import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import { fixingDue } from '../../desk/fixingTimes.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { DealTold } from './dealTold.ts'
import { takeoverLine } from './dealNextTakeover.ts'
import { amount, date, moment, span } from './format.ts'
import { QUIET, clockTo, primary } from './nextParts.ts'
import type { NextLine } from './nextParts.ts'

/** The line of a deal that is open on the chain. */
export function nextLine(told: DealTold, escrow: EscrowView): NextLine {
  const { step } = escrow
  switch (step.kind) {
    case 'meetCall':
      return meetCall(told, escrow, step)
    case 'closeOut':
      return closeOut(told, escrow, step)
    case 'awaitTakeover':
      return takeoverLine(told, escrow)
    case 'answerTermination':
      return answer(told, escrow, step)
    case 'unwind':
      return { ...QUIET, mood: 'call', sentence: told.words('deal.next.unwind'), act: primary(told, escrow, 'unwind') }
    default:
      return waiting(told, escrow, step)
  }
}

/** The line of a deal that the chain does not know. */
export function lineBeforeOpening({ view, words, asOf }: DealTold): NextLine {
  const { deal, role } = view
  if (deal.state === 'lapsed') {
    return { ...QUIET, mood: 'default', sentence: words(`deal.next.lapsed.${deal.lapsedFor ?? 'nobody'}`) }
  }
  if (deal.state === 'cancelled') return { ...QUIET, mood: 'default', sentence: words('deal.next.cancelled') }
  const signing = { href: to(paths.sign, { dealId: deal.id }), name: words('deal.next.toSigning') }
  return {
    ...QUIET,
    mood: 'call',
    clock: clockTo(deal.terms.openBy, asOf, words),
    sentence: words('deal.next.signing'),
    link: role === 'auditor' ? null : signing,
  }
}

type Step<Kind extends NextStep['kind']> = Extract<NextStep, { readonly kind: Kind }>

function meetCall(told: DealTold, escrow: EscrowView, { side, due, by }: Step<'meetCall'>): NextLine {
  const { words, money, nameOf, asOf } = told
  const who = whoIs(told, side)
  const facts = { name: nameOf(side), due: money(due), by: moment(by, words) }
  const { ifNobodyActs } = escrow
  return {
    ...QUIET,
    mood: 'call',
    clock: clockTo(by, asOf, words),
    sentence: words(`deal.next.meetCall.${who}`, facts),
    notes: [
      ...windowAhead(told, escrow),
      ...(ifNobodyActs === null ? [] : [ifNotMet(told, ifNobodyActs), arithmetic(told, ifNobodyActs)]),
      ...(who === 'you' ? [words('deal.act.topUpNote')] : []),
    ],
    act: who === 'you' ? primary(told, escrow, 'topUp') : null,
  }
}

/** Where the terms keep the deal alive: that somebody may step in before what doing nothing leads to. */
function windowAhead({ words, view }: DealTold, { window }: EscrowView): readonly string[] {
  const { takeoverSeconds } = view.deal.terms
  if (takeoverSeconds === 0 || window !== null) return []
  return [words('takeover.next.ahead', { window: span(takeoverSeconds, words) })]
}

/** What doing nothing leads to, in words. */
function ifNotMet({ words, money, nameOf, isYou, isParty }: DealTold, closeOut: CloseOut): string {
  const { defaulter, paid, penalty, balance } = closeOut
  const other = otherSide(defaulter)
  const facts = {
    name: nameOf(defaulter),
    other: nameOf(other),
    paid: money(paid),
    penalty: money(penalty),
    left: money(balance[defaulter]),
  }
  if (paid < 0n) return words(`deal.next.ifNotOwed.${isYou(defaulter) ? 'you' : 'other'}`, facts)
  if (!isParty) return words('deal.next.ifNot.broker', facts)
  return words(`deal.next.ifNot.${isYou(defaulter) ? 'you' : 'other'}`, facts)
}

/** The same as the terms write it. */
function arithmetic({ words, view }: DealTold, { owed, penalty, demanded }: CloseOut): string {
  const printed = (base: bigint) => amount(base, view.token.decimals).text
  return words('deal.next.arithmetic', { m: printed(owed), p: printed(penalty), sum: printed(demanded) })
}

function closeOut(told: DealTold, escrow: EscrowView, step: Step<'closeOut'>): NextLine {
  const { words, nameOf, isYou } = told
  const facts = { name: nameOf(step.defaulter), since: moment(step.since, words) }
  const hadWindow = escrow.window !== null
  const sentence = isYou(step.defaulter)
    ? words(hadWindow ? 'takeover.next.over.you' : 'deal.next.closeOut.you', facts)
    : words(hadWindow ? 'takeover.next.over.other' : 'deal.next.closeOut.other', facts)
  const { ifNobodyActs } = escrow
  return {
    ...QUIET,
    mood: 'default',
    sentence,
    notes: [
      words(step.canBeSent ? 'deal.next.closeOutNote' : 'deal.next.closeOutStale'),
      ...windowAhead(told, escrow),
      ...(ifNobodyActs === null ? [] : [ifNotMet(told, ifNobodyActs), arithmetic(told, ifNobodyActs)]),
    ],
    act: isYou(otherSide(step.defaulter)) ? primary(told, escrow, 'closeOut') : null,
  }
}

function answer(told: DealTold, escrow: EscrowView, { side, payment, by }: Step<'answerTermination'>): NextLine {
  const { words, money, nameOf, asOf, view } = told
  const who = whoIs(told, side)
  const isAnswer = who === 'you'
  const facts = {
    name: nameOf(isAnswer ? otherSide(side) : side),
    amount: money(payment),
    by: moment(by, words),
  }
  const { worth } = escrow.accounts[view.side]
  const mark = isAnswer && worth !== null ? [words('deal.next.answerMark', { worth: signed(told, worth) })] : []
  return {
    ...QUIET,
    mood: isAnswer ? 'call' : '',
    clock: clockTo(by, asOf, words),
    sentence: words(`deal.next.answer.${answerKey(who, payment, side)}`, facts),
    notes: [...mark, words('deal.next.answerNote')],
    act: isAnswer ? primary(told, escrow, 'acceptTermination') : null,
  }
}

function answerKey(who: Who, payment: bigint, side: 'seller' | 'buyer') {
  if (who !== 'you') return who === 'other' ? 'theirs' : 'broker'
  if (payment === 0n) return 'nothing'
  return payment > 0n === (side === 'buyer') ? 'youPay' : 'youReceive'
}

function waiting(told: DealTold, escrow: EscrowView, step: NextStep): NextLine {
  const { words, asOf, view } = told
  switch (step.kind) {
    case 'awaitFixing': {
      const sentence = words('deal.next.awaitFixing', { day: date(step.missing, words) })
      const note = words('deal.next.awaitFixingNote', { from: moment(step.unwindableFrom, words) })
      return { ...QUIET, mood: 'call', clock: clockTo(step.unwindableFrom, asOf, words), sentence, notes: [note] }
    }
    case 'settle': {
      const sentence = words('deal.next.settle', { number: step.period + 1 })
      return { ...QUIET, sentence, notes: [words('deal.next.settleNote')] }
    }
    case 'awaitSettlement': {
      const facts = { number: step.period + 1, all: view.deal.terms.periods, day: date(step.lastDay, words) }
      const sentence = words('deal.next.awaitSettlement', facts)
      const clock = clockTo(fixingDue(step.lastDay), asOf, words)
      return { ...QUIET, clock, sentence, notes: expected(told, escrow, step.period) }
    }
    default:
      return { ...QUIET, sentence: words('deal.acts.none') }
  }
}

function expected(told: DealTold, { periods }: EscrowView, period: number): readonly string[] {
  const received = periods[period]?.received ?? null
  if (received === null) return []
  const isPaid = received < 0n
  const key = told.isParty ? (isPaid ? 'pay' : 'receive') : isPaid ? 'sellerPays' : 'seller'
  return [told.words(`deal.next.expected.${key}`, { amount: told.money(received) })]
}

type Who = 'you' | 'other' | 'broker'

function whoIs({ isParty, isYou }: DealTold, side: 'seller' | 'buyer'): Who {
  if (!isParty) return 'broker'
  return isYou(side) ? 'you' : 'other'
}

function signed({ money }: DealTold, base: bigint): string {
  return `${base < 0n ? '−' : base > 0n ? '+' : ''}${money(base)}`
}
