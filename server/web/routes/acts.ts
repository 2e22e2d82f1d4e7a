import { Router } from 'express'
import { z } from 'zod'
import type { ActAsked } from '../../desk/prepareAct.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { bodyOf, hex } from '../body.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { localPath, paths, to } from '../paths.ts'
import { RequestRefused } from '../problems.ts'
import { toActSteps } from '../view-models/actSteps.ts'
import { toFate } from '../view-models/fate.ts'
import { signedIn, visitOf } from '../visit.ts'

const amount = z.string().max(100)
const payer = z.enum(['seller', 'buyer'])
const transactionHash = hex.refine((text) => text.length === 66)

const ActForm: z.ZodType<ActAsked> = z.discriminatedUnion('name', [
  z.object({ name: z.enum(['sign', 'permit', 'approve', 'open', 'cancel']) }),
  z.object({ name: z.enum(['settle', 'mark', 'closeOut', 'unwind', 'withdrawProposal']) }),
  z.object({ name: z.enum(['takeOver', 'withdrawClaim']) }),
  z.object({ name: z.enum(['topUp', 'withdraw']), amount }),
  z.object({ name: z.enum(['proposeTermination', 'acceptTermination']), amount, payer }),
])

/** Where a form stands that is not on the page of its deal. */
const Back = z.object({ back: z.string().optional().catch(undefined) })

/** What a party's wallet is asked for, and what became of what it sent. Asked by `public/js/acts.js`, answered in JSON. */
export function actRoutes(desk: WebDesk): Router {
  const router = Router()

  router
    .route(paths.prepareAct)
    .post(async (req, res) => {
      const { dealId } = req.params
      // Without JavaScript there is no wallet to ask: back to where it is said.
      if (req.accepts(['json', 'html']) === 'html') {
        const { back } = Back.parse(req.body ?? {})
        res.redirect(303, back === undefined ? to(paths.sign, { dealId }) : localPath(back))
        return
      }
      const asked = bodyOf(req, ActForm)
      const prepared = await desk.prepareAct({ dealId: dealId as Hex, by: signedIn(res), asked })
      res.json(toActSteps(prepared, visitOf(res).words))
    })
    .all(onlyMethods('POST'))

  router
    .route(paths.transaction)
    .get(async (req, res) => {
      signedIn(res)
      const hash = transactionHash.safeParse(req.params.hash)
      if (!hash.success) throw new RequestRefused('notFound', 'A transaction is named by 0x and 64 hex digits.')
      res.json(toFate(await desk.readFate(hash.data), visitOf(res).words))
    })
    .all(onlyMethods('GET', 'HEAD'))

  return router
}
