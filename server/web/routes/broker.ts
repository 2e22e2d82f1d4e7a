import { Router } from 'express'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths } from '../paths.ts'
import type { SentForms } from '../sentOnce.ts'
import { toBrokerPage } from '../view-models/brokerPage.ts'
import { signedIn, visitOf } from '../visit.ts'
import { drawIntroduction, sendIntroduction } from './introduce.ts'

/** A broker's own page, and bringing two clients together. Open to anybody who has signed in: a role is no permission. */
export function brokerRoutes({ desk, sent }: { readonly desk: WebDesk; readonly sent: SentForms }): Router {
  const router = Router()
  router
    .route(paths.broker)
    .get(async (_req, res) => {
      const view = await desk.readBroker({ account: signedIn(res).id })
      res.render('pages/broker', toBrokerPage(view, visitOf(res)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.introduce)
    .get((req, res) => drawIntroduction(desk, req, res))
    .post((req, res) => sendIntroduction({ desk, sent }, req, res))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  return router
}
