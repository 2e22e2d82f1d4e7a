import { createHash, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import type { Request } from 'express'
import type { Desk } from '../../desk/desk.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { RequestRefused } from '../problems.ts'

/** What is measured, and who may read it: whoever shows `token`; without one, only this machine. */
export interface MetricsDoor {
  readonly metrics: Metrics
  readonly token: string | null
}

/** What Prometheus reads. For anybody else there is nothing at its address. */
export function metricsRoutes(desk: Pick<Desk, 'readMetrics'>, { metrics, token }: MetricsDoor): Router {
  const router = Router()
  router
    .route(paths.metrics)
    .get(async (req, res) => {
      if (!mayRead(req, token)) throw new RequestRefused('notFound', 'There is nothing at this address.')
      const { type, text } = await metrics.told(await desk.readMetrics())
      res.set('Cache-Control', 'no-store').set('Content-Type', type).send(text)
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

/** A balancer on this machine passes on what others ask: whoever comes by one is not this machine. */
function mayRead(req: Request, token: string | null): boolean {
  if (token !== null) return isSame(req.get('authorization') ?? '', `Bearer ${token}`)
  const from = req.socket.remoteAddress ?? ''
  const isHere = from === '::1' || from.startsWith('127.') || from.startsWith('::ffff:127.')
  return isHere && req.get('x-forwarded-for') === undefined
}

/** Compared by digests of the same length, in the same time wherever they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
