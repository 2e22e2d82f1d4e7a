import { Router } from 'express'
import type { Hex } from '../../domain/terms/terms.ts'
import { localeOf } from '../middleware/language.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { problemDocuments } from '../middleware/problemDocuments.ts'
import type { WebParts } from '../parts.ts'
import { paths } from '../paths.ts'
import { dealName } from '../view-models/format.ts'
import { toReplayFile } from '../view-models/replayFile.ts'
import { signedIn } from '../visit.ts'

/** A deal's replay file. It is for programs, whoever fetches it: what is refused is refused with a problem document. */
export function replayFileRoutes({ desk, log }: Pick<WebParts, 'desk' | 'log'>): Router {
  const router = Router()
  router
    .route(paths.replayFile)
    .get(async (req, res) => {
      const view = await desk.readReplayFile({ dealId: req.params.dealId as Hex, viewer: signedIn(res) })
      res
        .attachment(`hashdesk-${dealName(view.deal.id)}-replay.json`)
        .type('json')
        .set('Cache-Control', 'no-store')
        .send(`${JSON.stringify(toReplayFile(view), null, 1)}\n`)
    })
    .all(onlyMethods('GET', 'HEAD'))
  router.use(paths.replayFile, problemDocuments(log, localeOf))
  return router
}
