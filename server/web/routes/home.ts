import { Router } from 'express'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { visitOf } from '../visit.ts'

/** The first page. */
export function homeRoutes(): Router {
  const router = Router()
  router
    .route(paths.root)
    .get((_req, res) => {
      const { words } = visitOf(res)
      res.render('pages/home', { title: words('home.title') })
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
