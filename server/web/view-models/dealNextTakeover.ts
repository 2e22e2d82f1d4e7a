import type { LeftView } from '../../desk/queries/leftView.ts'
import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { DealTold } from './dealTold.ts'
import { moment } from './format.ts'
import { QUIET, clockTo, primary } from './nextParts.ts'
import type { NextLine } from './nextParts.ts'

/** The line of a deal whose failed side anybody may take over. */
export function takeoverLine(told: DealTold, escrow: EscrowView): NextLine {
  const { words, nameOf, isYou, isParty, asOf, view } = told
  const { window } = escrow
  if (window === null) return { ...QUIET, sentence: words('deal.acts.none') }
  const who = !isParty ? 'broker' : isYou(window.side) ? 'failed' : 'honouring'
  const other = otherSide(window.side)
  const facts = { name: nameOf(window.side), other: nameOf(other), until: moment(window.until, words) }
  return {
    ...QUIET,
    mood: 'default',
    clock: clockTo(window.until, asOf, words),
    sentence: words(`takeover.next.${who}`, facts),
    notes: [
      ...notes(told, escrow, who),
      ...(window.isIndexFresh ? [] : [words('takeover.window.stale')]),
      ...(view.role === 'broker' ? [] : [words('takeover.next.anybody')]),
    ],
    act: who === 'failed' ? primary(told, escrow, 'takeOver') : null,
  }
}

function notes({ words, money }: DealTold, { window }: EscrowView, who: 'failed' | 'honouring' | 'broker') {
  const worked = window?.worked ?? null
  if (worked === null || who === 'broker') return []
  const { now, closeOut } = worked
  const isOwed = closeOut.paid < 0n
  const ended = isOwed ? `takeover.next.nobodyOwed.${who}` : `takeover.next.nobody.${who}`
  const facts = {
    toHonouring: money(now.toHonouring),
    leftover: money(now.leftover),
    paid: money(closeOut.paid),
    penalty: money(closeOut.penalty),
    left: money(closeOut.balance[closeOut.defaulter]),
  }
  return [words(`takeover.next.now.${who}`, facts), words(ended as 'takeover.next.nobody.failed', facts)]
}

/** The line of somebody whose side is another's now: what became of it, and what is left to take. */
export function leftLine(told: DealTold, escrow: EscrowView, { side, at, cash, claim }: LeftView): NextLine {
  const { words, money, nameOf } = told
  const facts = { at: moment(at, words), name: nameOf(side), leftover: money(cash.leftover), claim: money(claim) }
  const isTaken = cash.leftover > 0n && claim === 0n
  return {
    ...QUIET,
    mood: claim > 0n ? 'call' : '',
    sentence: words(cash.leftover === 0n ? 'takeover.left.nothing' : 'takeover.left', facts),
    notes: [words(isTaken ? 'takeover.left.taken' : 'takeover.left.note', facts)],
    act: claim > 0n ? primary(told, escrow, 'withdrawClaim') : null,
  }
}
