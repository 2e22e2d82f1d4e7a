import { Router } from 'express'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'

const SERVED = `Hashdesk: a peer-to-peer OTC desk for hashrate contracts.

${paths.health}                                         the server answers
${paths.readiness}                                          database, chain, index and engine are there
${paths.network}                                  where the contracts stand, and desk time
${paths.index.replace(':series', 'BME14')}?height=573000              the value of the difficulty epoch that contains a height
${paths.index.replace(':series', 'BME14')}?date=2021-05-13            the fixing of a UTC day
`

/** What is served, for whoever knocks at the front door. */
export function rootRoutes(): Router {
  const router = Router()
  router
    .route(paths.root)
    .get((_req, res) => res.type('text/plain').send(SERVED))
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
