import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import type { Trial } from '../trial.ts'
import { toHomePage } from '../view-models/homePage.ts'
import { visitOf } from '../visit.ts'

/** The first page: understand, believe, enter. */
export function homeRoutes(desk: Pick<Desk, 'readHome'>, trial: Trial | null): Router {
  const router = Router()
  router
    .route(paths.root)
    .get(async (_req, res) => {
      const visit = visitOf(res)
      const view = await desk.readHome({ viewer: visit.viewer?.id ?? null, asOf: visit.asOf })
      res.render('pages/home', toHomePage(view, visit, trial))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
