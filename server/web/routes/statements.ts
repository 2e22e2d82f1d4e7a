import { Router } from 'express'
import type { Response } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { isoDay, parseDay } from '../../domain/units/calendar.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Day } from '../../domain/units/time.ts'
import type { Account } from '../../desk/ports/accounts.ts'
import type { StatementView } from '../../desk/queries/readStatements.ts'
import { csvOf } from '../csv.ts'
import type { Cell } from '../csv.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { RequestRefused } from '../problems.ts'
import { once, queryOf } from '../query.ts'
import { statementCsv, statementsCsv } from '../view-models/statementCsv.ts'
import { toStatementPage } from '../view-models/statementPage.ts'
import { toStatementsPage } from '../view-models/statementsPage.ts'
import { signedIn, visitOf } from '../visit.ts'

const NO_STATEMENT = 'There is no statement of that day: it is not over, or there was nothing to state.'
const WHICH_DAY = 'Give a day as in 2021-05-31.'
const DAY = /^\d{4}-\d{2}-\d{2}$/

const ListQuery = z.object({
  before: once('before').regex(DAY, { error: WHICH_DAY }).transform(parseDay).optional(),
})

type Stating = Pick<Desk, 'listStatements' | 'readStatement'>

/** The days of somebody's account, as pages and as files. */
export function statementRoutes(desk: Stating): Router {
  const router = Router()
  router
    .route(paths.statements)
    .get(async (req, res) => {
      const visit = visitOf(res)
      const { before } = queryOf(req, ListQuery)
      const list = await desk.listStatements({ viewer: signedIn(res), before: before ?? dayOf(visit.asOf) })
      res.render('pages/statements', toStatementsPage(list, visit))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.statementsCsv)
    .get(async (_req, res) => {
      const list = await desk.listStatements({ viewer: signedIn(res), before: dayOf(visitOf(res).asOf) })
      sendCsv(res, 'hashdesk-statements.csv', statementsCsv(list))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.statement)
    .get(async (req, res) => {
      const view = await statementAsked(desk, signedIn(res), req.params.day)
      res.render('pages/statement', toStatementPage(view, visitOf(res)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.statementCsv)
    .get(async (req, res) => {
      const view = await statementAsked(desk, signedIn(res), req.params.day)
      sendCsv(res, `hashdesk-statement-${isoDay(view.day)}.csv`, statementCsv(view))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

async function statementAsked(desk: Stating, viewer: Account, day: string): Promise<StatementView> {
  const view = await desk.readStatement({ viewer, day: dayIn(day) })
  if (view === null) throw new RequestRefused('notFound', NO_STATEMENT)
  return view
}

function sendCsv(res: Response, name: string, rows: readonly (readonly Cell[])[]): void {
  res.attachment(name).type('csv').send(csvOf(rows))
}

/** A day as it stands in an address. */
function dayIn(text: string): Day {
  if (!DAY.test(text)) throw new RequestRefused('notFound', WHICH_DAY)
  return parseDay(text)
}
