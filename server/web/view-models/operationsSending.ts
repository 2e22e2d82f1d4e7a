import { refusalFor } from '../../desk/chainReasons.ts'
import type { Cause, Sending } from '../../desk/ports/sending.ts'
import type { OperationsView } from '../../desk/queries/readOperations.ts'
import type { SendingState } from '../../domain/sending/words.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { Words } from '../words/words.ts'
import { count, date, plainAmount, shortHex, span } from './format.ts'
import { isRefusalCode } from './operationsJobs.ts'

/** What the engine has sent: what waits first, then the last that ended; null while that cannot be read. */
export function sendingRows({ sending, worldNow }: OperationsView, words: Words) {
  if (sending === null) return null
  return [...sending.outbox.waiting, ...sending.recent].map((one) => sendingRow(one, worldNow, words))
}

const MARKS: Readonly<Record<SendingState, string>> = {
  written: 'call',
  sent: 'call',
  mined: 'ok',
  final: 'ok',
  reverted: 'default',
  replaced: 'default',
  dropped: 'default',
  abandoned: 'default',
}

function sendingRow(sending: Sending, worldNow: number, words: Words) {
  const { attempts, nonce, state, mined, cause } = sending
  const last = attempts.at(-1) ?? attempts[0]
  const transaction = mined?.transaction ?? last.hash
  return {
    what: words(`operations.sending.act.${sending.intent.act}`),
    details: detailsOf(sending, words),
    nonce: count(nonce),
    since: words('time.ago', { span: span(Math.max(0, worldNow - attempts[0].at) / 1_000, words) }),
    fee: plainAmount(last.fees.most, 9),
    hash: shortHex(transaction),
    transaction,
    mark: MARKS[state],
    state: words(`operations.sending.state.${state}`),
    cause: cause && causeText(cause, words),
  }
}

/** How many deals, or which days; who refused; how often it was sent. */
function detailsOf({ intent, skipped, attempts }: Sending, words: Words): string {
  const { escrows, days } = intent
  const parts = [
    escrows.length === 0 ? null : words('operations.sending.deals', { count: escrows.length }),
    days === null ? null : daysText(days, words),
    skipped.length === 0 ? null : words('operations.sending.skipped', { count: skipped.length }),
    attempts.length === 1 ? null : words('operations.sending.again', { count: attempts.length - 1 }),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

function daysText({ from, to }: { readonly from: number; readonly to: number }, words: Words): string {
  return from === to
    ? date(from, words)
    : words('operations.sending.days', { from: date(from, words), to: date(to, words) })
}

/** A contract's error in the desk's words; what a node said as it said it. */
function causeText({ reason, facts }: Cause, words: Words): string {
  if (reason === 'numberTaken' || reason === 'chainWentBack') return words(`operations.sending.cause.${reason}`)
  if (isRefusalCode(reason)) return refusalSentence(reason, facts, words.locale)
  const refusal = refusalFor(reason, facts)
  return refusalSentence(refusal.code, refusal.facts, words.locale)
}
