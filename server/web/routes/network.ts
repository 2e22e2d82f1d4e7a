import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'

/** Where the desk's contracts stand, and what time it is there: asked again each time, because the clock moves. */
export function networkRoutes(desk: Pick<Desk, 'readNetwork'>): Router {
  const router = Router()
  router
    .route(paths.network)
    .get(async (_req, res) => {
      res.set('Cache-Control', 'no-cache').json(await desk.readNetwork())
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
