import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { orWhileDown } from '../../desk/queries/orWhileDown.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import type { Trial } from '../trial.ts'
import { toHomePage } from '../view-models/homePage.ts'
import { needsYou } from '../view-models/needsYou.ts'
import { takeoverInvitation } from '../view-models/takeoversPage.ts'
import { visitOf } from '../visit.ts'

/** The first page: understand, believe, enter. */
export function homeRoutes(desk: Pick<Desk, 'readHome' | 'readNeeds' | 'countTakeovers'>, trial: Trial | null): Router {
  const router = Router()
  router
    .route(paths.root)
    .get(async (_req, res) => {
      const visit = visitOf(res)
      const { viewer, asOf } = visit
      const [view, needs, windows] = await Promise.all([
        desk.readHome({ viewer: viewer?.id ?? null, asOf }),
        viewer === null ? [] : orWhileDown(desk.readNeeds({ viewer, asOf }), []),
        viewer === null ? 0 : orWhileDown(desk.countTakeovers({ viewer, asOf }), 0),
      ])
      res.render('pages/home', {
        ...toHomePage(view, visit, trial),
        needs: needsYou(needs, visit),
        invitation: takeoverInvitation(windows, visit.words),
        hasNeeds: needs.length > 0 || windows > 0,
      })
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
