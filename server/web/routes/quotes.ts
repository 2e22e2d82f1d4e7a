import { Router } from 'express'
import type { Request, Response } from 'express'
import { proposedOfferDeadline } from '../../domain/terms/proposedDeadlines.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import { typedSheet } from '../forms/typedSheet.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import type { SentForms } from '../sentOnce.ts'
import { rfqTitle } from '../view-models/rfqPage.ts'
import { signedIn, visitOf } from '../visit.ts'
import { drawOffer, sendOffer } from './sendOffer.ts'
import type { OfferContext, OfferRoute } from './sendOffer.ts'

/** Quoting on a request. */
export function quoteRoutes({ desk, sent }: { readonly desk: WebDesk; readonly sent: SentForms }): Router {
  const route: OfferRoute = {
    desk,
    sent,
    context: (req, res) => context(desk, req, res),
    make: async (req, res, offer) => {
      const { id } = await desk.submitQuote({ by: signedIn(res).id, rfqId: rfqIdOf(req), ...offer })
      return to(paths.negotiation, { negotiationId: id })
    },
  }
  const router = Router()
  router
    .route(paths.quote)
    .get(async (req, res) => {
      const { rfqId } = req.params
      const view = await desk.readRfq({ rfqId, viewer: signedIn(res).id })
      const running = view.quotes.find(({ isOnTable }) => isOnTable)
      if (running !== undefined && !view.isOwn) {
        res.redirect(303, to(paths.negotiation, { negotiationId: running.negotiation.id }))
      } else if (!view.canQuote) res.redirect(303, to(paths.rfq, { rfqId }))
      else await drawOffer(route, req, res)
    })
    .post((req, res) => sendOffer(route, req, res))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  return router
}

function rfqIdOf({ params }: Request): string {
  return typeof params.rfqId === 'string' ? params.rfqId : ''
}

/** The request as its quoter answers it: on the other side, with the request's own terms to begin with. */
async function context(desk: WebDesk, req: Request, res: Response): Promise<OfferContext> {
  const { words } = visitOf(res)
  const rfqId = rfqIdOf(req)
  const { rfq, outlook, asOf } = await desk.readRfqPage({ rfqId, viewer: signedIn(res).id })
  const side = otherSide(rfq.side)
  const base = typedSheet(rfq.sheet, side, rfq.sheet.fixedRate, outlook.token)
  return {
    page: {
      title: words('rfq.quoteTitle'),
      lead: words('rfq.quoteLead', { side: words(`side.${side}Long`) }),
      crumb: { name: rfqTitle(rfq, words), href: to(paths.rfq, { rfqId }) },
      action: to(paths.quote, { rfqId }),
      submit: words('rfq.sendQuote'),
      submitHint: words('rfq.sendQuoteHint'),
      answered: { version: 'request', typed: base },
      version: '',
    },
    side,
    token: outlook.token,
    answered: rfq.sheet,
    base,
    expiresAt: proposedOfferDeadline(rfq.expiresAt, asOf),
    broker: null,
    otherZone: outlook.calls.zones[rfq.side],
    notice: null,
    difference: null,
  }
}
