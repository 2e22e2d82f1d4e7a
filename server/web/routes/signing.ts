import { Router } from 'express'
import { z } from 'zod'
import type { Hex } from '../../domain/terms/terms.ts'
import { bodyOf, hex } from '../body.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import { toSigningPage } from '../view-models/signingPage.ts'
import { signedIn, visitOf } from '../visit.ts'

const SignatureForm = z.object({ signature: hex })

/** Signing a deal and opening it. */
export function signingRoutes(desk: WebDesk): Router {
  const router = Router()
  router
    .route(paths.sign)
    .get(async (req, res) => {
      const view = await desk.readSigning({ dealId: req.params.dealId as Hex, viewer: signedIn(res) })
      // Whoever comes here for an open deal wants the deal; a page that follows the desk by itself is told, and goes there.
      if (view.deal.state === 'open' && req.get('sec-fetch-mode') === 'navigate') {
        res.redirect(303, to(paths.deal, { dealId: view.deal.id }))
        return
      }
      res.render('pages/signing', toSigningPage(view, visitOf(res)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.openDeal)
    .post(async (req, res) => {
      const { dealId } = req.params
      await desk.openForParties({ dealId: dealId as Hex, by: signedIn(res) })
      res.redirect(303, to(paths.deal, { dealId }))
    })
    .all(onlyMethods('POST'))
  router.use(reports(desk))
  return router
}

/** What a wallet has signed or done, told by the page that asked it. */
function reports(desk: WebDesk): Router {
  const router = Router()
  router
    .route(paths.signature)
    .post(async (req, res) => {
      const { signature } = bodyOf(req, SignatureForm)
      await desk.signDeal({ dealId: req.params.dealId as Hex, by: signedIn(res), signature })
      res.status(204).end()
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.permit)
    .post(async (req, res) => {
      const { signature } = bodyOf(req, SignatureForm)
      await desk.recordPermit({ dealId: req.params.dealId as Hex, by: signedIn(res), signature })
      res.status(204).end()
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.cancellation)
    .post(async (req, res) => {
      await desk.recordCancellation({ dealId: req.params.dealId as Hex, by: signedIn(res) })
      res.status(204).end()
    })
    .all(onlyMethods('POST'))
  return router
}
