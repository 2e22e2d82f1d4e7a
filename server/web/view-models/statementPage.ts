import type { LineView, StatementView, TotalsOfToken } from '../../desk/queries/readStatements.ts'
import type { StatementEntry } from '../../domain/deal/statementEntries.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { symbolOf } from './dealTold.ts'
import { amount, count, date, dealName, moment, plainTime, rate, shortHex, signedAmount } from './format.ts'
import type { Amount } from './format.ts'
import { entryCalled } from './statementWords.ts'

/** One UTC day of an account, deal by deal. */
export function toStatementPage(view: StatementView, { words }: Visit) {
  const { day, previous } = view
  return {
    title: words('statement.title', { day: date(day, words) }),
    styles: ['statement'],
    made: words('statement.made', { at: moment(view.madeAt, words) }),
    csv: to(paths.statementCsv, { day: isoDay(day) }),
    list: paths.statements,
    previous: previous === null ? null : linkTo(previous, words('statement.previous', { day: date(previous, words) })),
    totals: view.totals.map((total) => totalsRow(total, words)),
    deals: view.lines.map((line) => dealPart(line, view, words)),
  }
}

function linkTo(day: number, text: string) {
  return { href: to(paths.statement, { day: isoDay(day) }), text }
}

/** The sums of one token, as cells. */
export function totalsRow({ token, totals }: TotalsOfToken, words: Words) {
  const { decimals } = token
  return {
    symbol: symbolOf(token),
    heading: words('statement.together', { symbol: symbolOf(token) }),
    before: amount(totals.heldBefore, decimals),
    paidIn: amount(totals.paidIn, decimals),
    takenOut: amount(totals.takenOut, decimals),
    realised: signedAmount(totals.realised, decimals),
    after: amount(totals.heldAfter, decimals),
    exposure: known(totals.exposure, (base) => amount(base, decimals)),
    worth: known(totals.worth, (base) => signedAmount(base, decimals)),
    calls: totals.calls === 0 ? null : count(totals.calls),
  }
}

function known<T>(base: T | null, print: (base: T) => Amount): Amount | null {
  return base === null ? null : print(base)
}

function dealPart({ line, deal, token, counterparty }: LineView, { day }: StatementView, words: Words) {
  const { decimals } = token
  const other = counterparty ?? shortHex(deal.terms[line.side === 'seller' ? 'buyer' : 'seller'])
  return {
    id: `deal-${dealName(deal.id)}`,
    href: to(paths.deal, { dealId: deal.id }),
    name: words('statement.deal', { name: dealName(deal.id), counterparty: other }),
    side: line.side,
    does: words(`statement.you.${line.side}`),
    phase: words(`statement.phase.${line.phase}`),
    symbol: symbolOf(token),
    mark: markOf({ line, deal }, day, words),
    call: callOf({ line, token }, words),
    before: amount(line.heldBefore, decimals),
    after: amount(line.heldAfter, decimals),
    realised: signedAmount(line.realised, decimals),
    requirement: known(line.requirement, (base) => amount(base, decimals)),
    exposure: known(line.exposure, (base) => amount(base, decimals)),
    worth: known(line.worth, (base) => signedAmount(base, decimals)),
    entries: line.entries.map((entry) => entryRow(entry, line.side, decimals, words)),
  }
}

function markOf({ line, deal }: Pick<LineView, 'line' | 'deal'>, day: number, words: Words): string | null {
  const { mark, phase } = line
  if (phase === 'closed') return null
  if (mark === null) return words('statement.noMark')
  const facts = { day: date(mark.day, words), rate: rate(mark.value).text, fixed: rate(deal.terms.fixedRate).text }
  return words(mark.day === day ? 'statement.mark' : 'statement.markLate', facts)
}

function callOf({ line, token }: Pick<LineView, 'line' | 'token'>, words: Words) {
  const { call, side } = line
  if (call === null) return null
  const due = `${amount(call.due, token.decimals).text} ${symbolOf(token)}`
  return words(call.side === side ? 'statement.call.you' : 'statement.call.them', { due, by: moment(call.by, words) })
}

function entryRow(entry: StatementEntry, side: 'seller' | 'buyer', decimals: number, words: Words) {
  const { at, paidIn, takenOut, realised, held, transaction } = entry
  const orEmpty = (base: bigint, print: (base: bigint, decimals: number) => Amount) =>
    base === 0n ? null : print(base, decimals)
  return {
    when: moment(at, words),
    iso: plainTime(at),
    what: entryCalled(entry, side, words),
    paidIn: orEmpty(paidIn, amount),
    takenOut: orEmpty(takenOut, amount),
    realised: orEmpty(realised, signedAmount),
    held: amount(held, decimals),
    transaction: shortHex(transaction),
    hash: transaction,
  }
}
