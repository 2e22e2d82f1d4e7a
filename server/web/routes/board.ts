import { Router } from 'express'
import { orWhileDown } from '../../desk/queries/orWhileDown.ts'
import { FILTER_FIELDS, filtersOf } from '../boardFilters.ts'
import { typedOf } from '../forms/typed.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths } from '../paths.ts'
import { toBoardPage } from '../view-models/board.ts'
import { visitOf } from '../visit.ts'

/** The board of open requests. */
export function boardRoutes(desk: WebDesk): Router {
  const router = Router()
  router
    .route(paths.rfqs)
    .get(async (req, res) => {
      const visit = visitOf(res)
      const typed = typedOf(req.query, FILTER_FIELDS)
      const { viewer, asOf } = visit
      const [view, windows] = await Promise.all([
        desk.readBoardPage({ viewer: viewer?.id ?? null, filters: filtersOf(typed) }),
        viewer === null ? 0 : orWhileDown(desk.countTakeovers({ viewer, asOf }), 0),
      ])
      res.render('pages/board', toBoardPage({ view, windows }, typed, visit))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
