import { Router } from 'express'
import type { Request, Response } from 'express'
import { Refusal } from '../../domain/refusals.ts'
import { proposedOfferDeadline } from '../../domain/terms/proposedDeadlines.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import { typedSheet } from '../forms/typedSheet.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import type { NegotiationPageView } from '../../desk/queries/readNegotiationPage.ts'
import type { SentForms } from '../sentOnce.ts'
import { lastOf, namer } from '../view-models/negotiationWords.ts'
import { redline } from '../view-models/redline.ts'
import { rfqTitle } from '../view-models/rfqPage.ts'
import { signedIn, visitOf } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { drawOffer, sendOffer } from './sendOffer.ts'
import type { OfferContext, OfferRoute } from './sendOffer.ts'

/** Countering the version on the table, or replacing one's own. */
export function counterRoutes({ desk, sent }: { readonly desk: WebDesk; readonly sent: SentForms }): Router {
  const route: OfferRoute = {
    desk,
    sent,
    context: (req, res, seen) => context(desk, req, res, seen),
    make: async (req, res, offer) => {
      const negotiationId = negotiationIdOf(req)
      const { version } = req.body as { version: string }
      await desk.counterOffer({ by: signedIn(res).id, negotiationId, version: parseInt(version, 10), ...offer })
      return to(paths.negotiation, { negotiationId })
    },
  }
  const router = Router()
  router
    .route(paths.counterOffer)
    .get(async (req, res) => {
      const { negotiationId } = req.params
      const { canCounter } = await desk.readNegotiation({ negotiationId, viewer: signedIn(res).id })
      if (canCounter) await drawOffer(route, req, res)
      else res.redirect(303, to(paths.negotiation, { negotiationId }))
    })
    .post((req, res) => sendOffer(route, req, res))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  return router
}

function negotiationIdOf({ params }: Request): string {
  return typeof params.negotiationId === 'string' ? params.negotiationId : ''
}

/** The version on the table as it is answered, and what replaced the version that was `seen` if that is an older one. */
async function context(desk: WebDesk, req: Request, res: Response, seen: number | null): Promise<OfferContext> {
  const { words } = visitOf(res)
  const negotiationId = negotiationIdOf(req)
  const view = await desk.readNegotiationPage({ negotiationId, viewer: signedIn(res).id })
  const { viewer, outlook, rfq, negotiation, asOf } = view
  // Only the two parties write versions once their broker has proposed the first.
  if (viewer.side === null) throw new Refusal('notYours')
  const { number, sheet } = lastOf(view)
  const { side } = viewer
  const base = typedSheet(sheet, side, sheet.fixedRate, outlook.token)
  const isReplaced = seen !== null && seen < number
  return {
    page: {
      title: words('negotiation.counterTitle', { version: number }),
      lead: words('negotiation.counterLead', { version: number }),
      crumb: { name: rfqTitle(rfq, words), href: to(paths.negotiation, { negotiationId }) },
      action: to(paths.counterOffer, { negotiationId }),
      submit: words('negotiation.sendCounter', { version: number + 1 }),
      submitHint: words('negotiation.sendCounterHint', { version: number }),
      answered: { version: number, typed: base },
      version: number,
    },
    side,
    token: outlook.token,
    answered: sheet,
    base,
    expiresAt: proposedOfferDeadline(rfq.expiresAt, asOf),
    broker: negotiation.address.broker,
    otherZone: outlook.calls.zones[otherSide(side)],
    notice: isReplaced ? words('negotiation.supersededTyped', { latest: number, version: seen }) : null,
    difference: isReplaced ? difference(view, seen, words) : null,
  }
}

function difference(view: NegotiationPageView, was: number, words: Words) {
  const { negotiation, rfq, outlook } = view
  const { versions } = negotiation
  const asked = { words, token: outlook.token, versions, request: rfq.sheet, nameOf: namer(view, words) }
  return redline({ ...asked, was, now: versions.length })
}
