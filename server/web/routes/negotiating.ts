import { Router } from 'express'
import type { WebDesk } from '../parts.ts'
import { sentForms } from '../sentOnce.ts'
import { boardRoutes } from './board.ts'
import { brokerRoutes } from './broker.ts'
import { counterRoutes } from './counters.ts'
import { negotiationRoutes } from './negotiations.ts'
import { quoteRoutes } from './quotes.ts'
import { rfqFormRoutes } from './rfqForm.ts'
import { rfqRoutes } from './rfqs.ts'

/** Everything from a request to an agreement: the board, requests, quotes, negotiations, introductions. */
export function negotiatingRoutes(desk: WebDesk): Router {
  const sent = sentForms()
  const router = Router()
  // The form first: "new" is not the name of a request.
  router.use(boardRoutes(desk), rfqFormRoutes({ desk, sent }), rfqRoutes(desk), quoteRoutes({ desk, sent }))
  router.use(counterRoutes({ desk, sent }), negotiationRoutes({ desk, sent }), brokerRoutes({ desk, sent }))
  return router
}
