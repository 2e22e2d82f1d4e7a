import { Router } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { once, queryOf } from '../query.ts'

const HEIGHT = 'Enter height as the height of a block: a whole number from 0, such as 573000.'

const IndexQuery = z.object({
  height: once('height')
    .regex(/^(0|[1-9]\d{0,8})$/, { error: HEIGHT })
    .transform(Number)
    .optional(),
  date: once('date').optional(),
})

/** Index values, by block height or by UTC day. A final one never changes and may be kept for some minutes. */
export function indexRoutes(desk: Pick<Desk, 'readIndexValue'>): Router {
  const router = Router()
  router
    .route(paths.index)
    .get(async (req, res) => {
      const value = await desk.readIndexValue({ series: req.params.series, ...queryOf(req, IndexQuery) })
      res.set('Cache-Control', value.final ? 'public, max-age=300' : 'no-cache').json(value)
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
