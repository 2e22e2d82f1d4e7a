import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'

/** Alive: the server answers. Ready: every part that the desk works with answers too. Neither may come from a cache. */
export function healthRoutes(desk: Pick<Desk, 'readReadiness'>): Router {
  const router = Router()

  router
    .route(paths.health)
    .get((_req, res) => res.set('Cache-Control', 'no-store').json({ status: 'ok' }))
    .all(onlyMethods('GET', 'HEAD'))

  router
    .route(paths.readiness)
    .get(async (_req, res) => {
      const readiness = await desk.readReadiness()
      res
        .status(readiness.status === 'ready' ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(readiness)
    })
    .all(onlyMethods('GET', 'HEAD'))

  return router
}
