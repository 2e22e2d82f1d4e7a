import compression from 'compression'
import express, { Router } from 'express'
import type { Express } from 'express'
import { arrivals } from './middleware/arrivals.ts'
import { asNobodyWhileDown } from './middleware/asNobody.ts'
import { assets, assetsAddress } from './middleware/assets.ts'
import { csrfProtection, csrfTokens } from './middleware/csrf.ts'
import { errorPages } from './middleware/errorPages.ts'
import { languageRoutes } from './middleware/language.ts'
import { nothingHere, problemDocuments } from './middleware/problemDocuments.ts'
import { securityHeaders } from './middleware/securityHeaders.ts'
import { sessions } from './middleware/sessions.ts'
import { visits } from './middleware/visits.ts'
import type { WebParts } from './parts.ts'
import { paths } from './paths.ts'
import { createPeople } from './people.ts'
import { actRoutes } from './routes/acts.ts'
import { dealRoutes } from './routes/deals.ts'
import { epochPageRoutes, epochRoutes } from './routes/epochs.ts'
import { escrowPageRoutes } from './routes/escrowPage.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.ts'
import { indexPageRoutes } from './routes/indexPages.ts'
import { indexRoutes } from './routes/indices.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { liveRoutes } from './routes/live.ts'
import { negotiatingRoutes } from './routes/negotiating.ts'
import { networkRoutes } from './routes/network.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { operationsRoutes } from './routes/operations.ts'
import { portfolioRoutes } from './routes/portfolio.ts'
import { replayFileRoutes } from './routes/replayFile.ts'
import { replayRoutes } from './routes/replay.ts'
import { signingRoutes } from './routes/signing.ts'
import { statementRoutes } from './routes/statements.ts'
import { takeoverRoutes } from './routes/takeovers.ts'
import { trialRoutes } from './routes/trial.ts'
import { callSettingsRoutes } from './routes/callSettings.ts'
import { walletRoutes } from './routes/wallet.ts'
import { signInRoutes } from './routes/signIn.ts'
import { useTemplates } from './templates.ts'

/** What a request body may weigh. */
const LARGEST_BODY = '64kb'

/** The web door of the desk: translates requests into verbs and queries, and what comes back into answers. Decides nothing. */
export function createApp(parts: WebParts): Express {
  const app = express()
  app.disable('x-powered-by')
  // A balancer on this machine or in its private network says who asked, and whether over https.
  app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal'])
  useTemplates(app, parts.root)
  app.use(securityHeaders(parts.trial?.rpcUrl ?? null))
  if (parts.metrics !== undefined) app.use(parts.metrics.metrics.timed)
  app.use(compression())
  const address = assetsAddress(parts.root)
  app.locals.assets = address
  app.use(assets(parts.root, address), programs(parts), pages(parts))
  return app
}

/** What programs ask: JSON, problem documents, no sessions; and the page that works without any of it. */
function programs({ desk, log, root, metrics }: WebParts): Router {
  const router = Router()
  router.use(escrowPageRoutes(root))
  router.use(paths.api, express.json({ limit: LARGEST_BODY }))
  router.use(healthRoutes(desk), networkRoutes(desk), indexRoutes(desk), epochRoutes(desk))
  if (metrics !== undefined) router.use(metricsRoutes(desk, metrics))
  router.use(paths.api, nothingHere)
  router.use(problemDocuments(log))
  return router
}

/** The pages: for people, in their language, with a session. */
function pages(parts: WebParts): Router {
  const router = Router()
  const people = createPeople(parts.desk)
  router.use(
    asNobodyWhileDown(sessions(parts.sessions, parts.origin), parts.log),
    asNobodyWhileDown(people.recognise, parts.log),
  )
  router.use(liveRoutes(parts))
  if (parts.trial === null) router.use([paths.trial, paths.replay], nothingHere)
  router.use(express.urlencoded({ extended: false, limit: LARGEST_BODY }), express.json({ limit: LARGEST_BODY }))
  router.use(csrfTokens, csrfProtection, languageRoutes(), arrivals, visits(parts))
  router.use(indexPageRoutes(parts.desk, parts.origin), epochPageRoutes(parts.desk))
  router.use(homeRoutes(parts.desk, parts.trial))
  router.use(signInRoutes(parts.desk, people), negotiatingRoutes(parts.desk))
  if (parts.trial !== null) router.use(trialRoutes(parts.desk, people, parts.trial), replayRoutes(parts.trial.replay))
  router.use(signingRoutes(parts.desk), actRoutes(parts.desk), walletRoutes(parts))
  router.use(callSettingsRoutes(parts.desk))
  router.use(operationsRoutes(parts))
  router.use(replayFileRoutes(parts), dealRoutes(parts.desk), portfolioRoutes(parts.desk))
  router.use(takeoverRoutes(parts.desk), statementRoutes(parts.desk), notificationRoutes(parts.desk))
  router.use(nothingHere, errorPages(parts))
  return router
}
