import type { StatementList } from '../../desk/queries/readStatements.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { date } from './format.ts'
import { totalsRow } from './statementPage.ts'

/** The days of an account, the newest first; one row for each token. */
export function toStatementsPage({ days, hasOlder }: StatementList, { words }: Visit) {
  const last = days.at(-1)
  return {
    title: words('statement.list'),
    styles: ['statement'],
    csv: days.length === 0 ? null : paths.statementsCsv,
    rows: days.flatMap(({ day, totals }) =>
      totals.map((total) => ({
        href: to(paths.statement, { day: isoDay(day) }),
        day: date(day, words),
        ...totalsRow(total, words),
        hasPaidIn: total.totals.paidIn > 0n,
        hasTakenOut: total.totals.takenOut > 0n,
        hasRealised: total.totals.realised !== 0n,
      })),
    ),
    older: last === undefined || !hasOlder ? null : `${paths.statements}?before=${isoDay(last.day)}`,
  }
}
