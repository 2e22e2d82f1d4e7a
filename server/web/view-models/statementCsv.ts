import type { LineView, StatementList, StatementView } from '../../desk/queries/readStatements.ts'
import type { StatementEntry } from '../../domain/deal/statementEntries.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import { endOfDay, startOfDay } from '../../domain/units/time.ts'
import type { Cell } from '../csv.ts'
import { symbolOf } from './dealTold.ts'
import { dealName, plainAmount, plainTime, rateInput } from './format.ts'

const HEAD = [
  'day',
  'deal',
  'digest',
  'side',
  'counterparty',
  'series',
  'token',
  'record',
  'time',
  'event',
  'transaction',
  'paid_in',
  'taken_out',
  'realised',
  'balance',
  'phase',
  'mark_day',
  'mark_sat_per_ph_day',
  'requirement',
  'exposure',
  'worth',
  'call_on',
  'call_due',
  'call_by',
] as const

/** A statement as rows: for every deal its opening balance, what happened, and its closing balance with what it is valued at. */
export function statementCsv(view: StatementView): readonly (readonly Cell[])[] {
  return [HEAD, ...view.lines.flatMap((line) => rowsOf(line, view.day))]
}

function rowsOf(view: LineView, day: number): readonly (readonly Cell[])[] {
  const { line, token } = view
  const first = [...dealCells(view, day)]
  const money = (base: bigint) => plainAmount(base, token.decimals)
  const opening = ['opening', plainTime(startOfDay(day)), null, null, null, null, null, money(line.heldBefore)]
  return [
    [...first, ...opening, ...Array<Cell>(HEAD.length - 15).fill(null)],
    ...line.entries.map((entry) => [
      ...first,
      ...entryCells(entry, money),
      ...Array<Cell>(HEAD.length - 15).fill(null),
    ]),
    [
      ...first,
      'closing',
      plainTime(endOfDay(day)),
      null,
      null,
      ...flowCells(line, money),
      ...closingCells(view, money),
    ],
  ]
}

function dealCells({ line, deal, token, series, counterparty }: LineView, day: number): readonly Cell[] {
  const { terms, id } = deal
  return [isoDay(day), dealName(id), id, line.side, counterparty, series ?? terms.series, symbolOf(token)]
}

function entryCells(entry: StatementEntry, money: (base: bigint) => string): readonly Cell[] {
  const { at, name, transaction, paidIn, takenOut, realised, held } = entry
  return ['entry', plainTime(at), name, transaction, money(paidIn), money(takenOut), money(realised), money(held)]
}

function flowCells(line: LineView['line'], money: (base: bigint) => string): readonly Cell[] {
  return [line.paidIn, line.takenOut, line.realised, line.heldAfter].map(money)
}

function closingCells({ line }: LineView, money: (base: bigint) => string): readonly Cell[] {
  const { phase, mark, requirement, exposure, worth, call } = line
  return [
    phase,
    mark && isoDay(mark.day),
    mark && rateInput(mark.value),
    ...[requirement, exposure, worth].map((base) => (base === null ? null : money(base))),
    ...(call === null ? [null, null, null] : [call.side, money(call.due), plainTime(call.by)]),
  ]
}

const LIST_HEAD = [
  'day',
  'token',
  'opening_balance',
  'paid_in',
  'taken_out',
  'realised',
  'closing_balance',
  'exposure',
  'worth',
  'calls_running',
  'events',
] as const

/** Many days as rows, one for each day and token. */
export function statementsCsv({ days }: StatementList): readonly (readonly Cell[])[] {
  const rows = days.flatMap(({ day, totals }) =>
    totals.map(({ token, totals: sums }): readonly Cell[] => {
      const money = (base: bigint | null) => (base === null ? null : plainAmount(base, token.decimals))
      const { heldBefore, paidIn, takenOut, realised, heldAfter, exposure, worth } = sums
      const amounts = [heldBefore, paidIn, takenOut, realised, heldAfter, exposure, worth].map(money)
      return [isoDay(day), symbolOf(token), ...amounts, sums.calls, sums.entries]
    }),
  )
  return [LIST_HEAD, ...rows]
}
