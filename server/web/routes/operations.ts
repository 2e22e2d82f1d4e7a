import { Router } from 'express'
import type { Response } from 'express'
import { z } from 'zod'
import type { Account } from '../../desk/ports/accounts.ts'
import { PortFailure } from '../../desk/ports.ts'
import type { MismatchSubject } from '../../desk/ports/mismatches.ts'
import { SERIES } from '../../domain/index/readings.ts'
import { bodyOf } from '../body.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebParts } from '../parts.ts'
import { paths } from '../paths.ts'
import { RequestRefused } from '../problems.ts'
import { once, queryOf } from '../query.ts'
import { epochOf } from './epochs.ts'
import { toOperationsPage } from '../view-models/operationsPage.ts'
import { visitOf } from '../visit.ts'

const COUNT = 'Give a count.'

const RanQuery = z.object({
  done: once('done')
    .regex(/^\d{1,6}$/, { error: COUNT })
    .transform(Number)
    .optional(),
  failed: once('failed')
    .regex(/^\d{1,6}$/, { error: COUNT })
    .transform(Number)
    .optional(),
})

/** The longest reason that is kept. */
const LONGEST_REASON = 400

const Decision = z.object({ reason: z.string().max(LONGEST_REASON) })

type OperationsParts = Pick<WebParts, 'desk' | 'engine' | 'log' | 'trial'>

/** How the desk is, for whoever runs it. Nothing here moves money: a pass does what anyone may do. */
export function operationsRoutes({ desk, engine, log, trial }: OperationsParts): Router {
  const router = Router()

  router
    .route(paths.operations)
    .get(async (req, res) => {
      operatorOf(res)
      const visit = visitOf(res)
      const view = await desk.readOperations({ asOf: visit.asOf, readiness: visit.frame.readiness })
      const { done, failed } = queryOf(req, RanQuery)
      const ran = done === undefined || failed === undefined ? null : { done, failed }
      res.render('pages/operations', toOperationsPage(view, visit, { nextRunAt: engine.nextRunAt, ran, trial }))
    })
    .all(onlyMethods('GET', 'HEAD'))

  router
    .route(paths.runAgain)
    .post(async (_req, res) => {
      const { id } = operatorOf(res)
      const { done, failures } = await engine.pass()
      log.info({ by: id, done, failures: failures.length }, 'a pass was asked for')
      res.redirect(303, `${paths.operations}?done=${done}&failed=${failures.length}`)
    })
    .all(onlyMethods('POST'))

  decisions(router, desk)
  return router
}

/** What a person decides where two sources say different things. */
function decisions(router: Router, desk: OperationsParts['desk']): void {
  router
    .route(paths.resolveContradiction)
    .post(async (req, res) => {
      const { id } = operatorOf(res)
      const { reason } = bodyOf(req, Decision)
      await desk.resolveContradiction({ epoch: epochOf(req.params.epoch), by: id, reason })
      res.redirect(303, paths.operations)
    })
    .all(onlyMethods('POST'))

  router
    .route(paths.resolveMismatch)
    .post(async (req, res) => {
      const { email } = operatorOf(res)
      const { reason } = bodyOf(req, Decision)
      await desk.resolveMismatch({ subject: subjectOf(req.params.subject), by: email, reason })
      res.redirect(303, paths.operations)
    })
    .all(onlyMethods('POST'))
}

/** A deal or a series, as it stands in an address. */
function subjectOf(text: string): MismatchSubject {
  if (isSubject(text)) return text
  throw new RequestRefused('notFound', 'There is nothing at this address.')
}

function isSubject(text: string): text is MismatchSubject {
  return /^0x[0-9a-f]{64}$/.test(text) || SERIES.some((series) => series === text)
}

/** The operator who is signed in; for anybody else there is nothing here. */
function operatorOf(res: Response): Account {
  const { viewer } = visitOf(res)
  if (viewer?.isOperator === true) return viewer
  if (res.locals.isViewerUnknown === true) throw new PortFailure('database', 'who is signed in cannot be read')
  throw new RequestRefused('notFound', 'There is nothing at this address.')
}
