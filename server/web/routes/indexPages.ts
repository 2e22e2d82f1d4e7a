import { Router } from 'express'
import type { Request } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths, to } from '../paths.ts'
import { RANGES } from '../view-models/indexChart.ts'
import type { Range } from '../view-models/indexChart.ts'
import { toIndexPage } from '../view-models/indexPage.ts'
import { visitOf } from '../visit.ts'

/** The index for people: its value, its history, and how to recompute it. */
export function indexPageRoutes(desk: Pick<Desk, 'readIndexPage'>, origin: () => string): Router {
  const router = Router()

  router
    .route(paths.indices)
    .get((_req, res) => res.redirect(303, to(paths.indexPage, { series: 'BME14' })))
    .all(onlyMethods('GET', 'HEAD'))

  router
    .route(paths.indexPage)
    .get(async (req, res) => {
      const visit = visitOf(res)
      const view = await desk.readIndexPage({ series: req.params.series, asOf: visit.asOf })
      const asked = {
        range: rangeOf(req),
        isWhole: req.query.epochs === 'all' ? 'whole' : 'short',
        origin: origin(),
      } as const
      res.render('pages/index', toIndexPage(view, visit, asked))
    })
    .all(onlyMethods('GET', 'HEAD'))

  return router
}

function rangeOf({ query }: Request): Range {
  return RANGES.find((range) => range === query.range) ?? '1'
}
