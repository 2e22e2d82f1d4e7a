import { isOnlooker } from '../../desk/queries/dealRole.ts'
import { Router } from 'express'
import type { Response } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { TIMELINE_KINDS } from '../../desk/queries/dealTimeline.ts'
import type { DealPage } from '../../desk/queries/readDealPage.ts'
import type { DeskState } from '../../domain/deal/lifecycle.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { csvOf } from '../csv.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths, to } from '../paths.ts'
import { toConfirmationPage } from '../view-models/confirmationPage.ts'
import { dealCsv } from '../view-models/dealCsv.ts'
import { toDealPage } from '../view-models/dealPage.ts'
import { dealName } from '../view-models/format.ts'
import { signedIn, visitOf } from '../visit.ts'

/** What a timeline may be narrowed to; anything else shows everything. */
const Shown = z.enum(TIMELINE_KINDS)

/** Deals whose page is the one where they are signed and opened. */
const BEFORE_OPENING: readonly DeskState[] = ['agreed', 'signedByOne', 'signedByBoth', 'opening']

type DealsDesk = Pick<Desk, 'readDealPage' | 'readConfirmation'>

/** A deal, its timeline as a file, and its confirmation. */
export function dealRoutes(desk: DealsDesk): Router {
  const router = Router()
  router
    .route(paths.deal)
    .get(async (req, res) => {
      const view = await pageOf(desk, req.params.dealId, res)
      if (isToBeSigned(view)) res.redirect(303, to(paths.sign, { dealId: view.deal.id }))
      else res.render('pages/deal', toDealPage(view, visitOf(res), Shown.safeParse(req.query.show).data ?? null))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.dealCsv)
    .get(async (req, res) => {
      const view = await pageOf(desk, req.params.dealId, res)
      res
        .attachment(`hashdesk-${dealName(view.deal.id)}.csv`)
        .type('csv')
        .send(csvOf(dealCsv(view, visitOf(res))))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.confirmation)
    .get(async (req, res) => {
      const view = await desk.readConfirmation({ dealId: req.params.dealId as Hex, viewer: signedIn(res) })
      res.render('pages/confirmation', toConfirmationPage(view, visitOf(res)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

function pageOf(desk: DealsDesk, dealId: string, res: Response): Promise<DealPage> {
  return desk.readDealPage({ dealId: dealId as Hex, viewer: signedIn(res), asOf: visitOf(res).asOf })
}

/** A broker has nothing to sign, and reads here how far it is. */
function isToBeSigned({ deal, escrow, role }: DealPage): boolean {
  return escrow === null && !isOnlooker(role) && BEFORE_OPENING.includes(deal.state)
}
