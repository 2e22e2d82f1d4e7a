import { Router } from 'express'
import type { Response } from 'express'
import type { PublishDraft } from '../../desk/publishDraft.ts'
import { Refusal } from '../../domain/refusals.ts'
import { isOfTheForm } from '../forms/refusedField.ts'
import { typedOf } from '../forms/typed.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import { drawDraft } from './rfqForm.ts'
import { toRfqPage } from '../view-models/rfqPage.ts'
import { signedIn, visitOf } from '../visit.ts'

/** One request: reading it, publishing a draft, taking it back. */
export function rfqRoutes(desk: WebDesk): Router {
  const router = Router()
  router
    .route(paths.rfq)
    .get(async (req, res) => {
      const visit = visitOf(res)
      const view = await desk.readRfqPage({ rfqId: req.params.rfqId, viewer: visit.viewer?.id ?? null })
      res.render('pages/rfq', toRfqPage(view, visit))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.publishRfq)
    .post(async (req, res) => {
      await publish(desk, res, { by: signedIn(res).id, rfqId: req.params.rfqId, version: versionOf(req.body) })
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.withdrawRfq)
    .post(async (req, res) => {
      const { rfqId } = req.params
      await desk.withdrawRfq({ by: signedIn(res).id, rfqId, version: versionOf(req.body) })
      res.redirect(303, to(paths.rfq, { rfqId }))
    })
    .all(onlyMethods('POST'))
  return router
}

/** Publishes a draft as it was saved; shows its form with what is wrong by now where the desk turned it down. */
async function publish(desk: WebDesk, res: Response, command: PublishDraft): Promise<void> {
  const { rfqId } = command
  try {
    await desk.publishDraft(command)
    res.redirect(303, to(paths.rfq, { rfqId }))
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfTheForm(error)) throw error
    res.status(422)
    await drawDraft(desk, res, rfqId, error)
  }
}

/** The version that a form was drawn from; 0, which nothing has, where it does not say. */
function versionOf(body: unknown): number {
  return parseInt(typedOf(body, ['version']).version, 10) || 0
}
