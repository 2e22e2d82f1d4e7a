import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { toTakeoverPage, toTakeoversPage } from '../view-models/takeoversPage.ts'
import { signedIn, visitOf } from '../visit.ts'

/** Where anybody who has signed in finds deals whose failed side can be taken over, and what each would cost and bring. */
export function takeoverRoutes(desk: Pick<Desk, 'readTakeovers' | 'readTakeover'>): Router {
  const router = Router()
  router
    .route(paths.takeovers)
    .get(async (_req, res) => {
      const visit = visitOf(res)
      const rows = await desk.readTakeovers({ viewer: signedIn(res), asOf: visit.asOf })
      res.render('pages/takeovers', toTakeoversPage(rows, visit))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.takeover)
    .get(async (req, res) => {
      const visit = visitOf(res)
      const dealId = req.params.dealId as Hex
      const view = await desk.readTakeover({ dealId, viewer: signedIn(res), asOf: visit.asOf })
      res.render('pages/takeover', toTakeoverPage(view, visit))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
