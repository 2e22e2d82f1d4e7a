import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Desk } from '../desk/desk.ts'
import type { Log } from '../desk/ports.ts'
import { nothingHere, problemDocuments } from './middleware/problemDocuments.ts'
import { paths } from './paths.ts'
import { healthRoutes } from './routes/health.ts'
import { indexRoutes } from './routes/indices.ts'
import { networkRoutes } from './routes/network.ts'
import { rootRoutes } from './routes/root.ts'

/** What the web asks of the desk. */
export type WebDesk = Pick<Desk, 'readReadiness' | 'readNetwork' | 'readIndexValue'>

/** What a request body may weigh. */
const LARGEST_BODY = '64kb'

/** The web door of the desk: translates requests into verbs and queries, and what comes back into answers. Decides nothing. */
export function createApp(desk: WebDesk, log: Log): Express {
  const app = express()
  // Nothing is served yet that a browser would have to load or run.
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    }),
  )
  app.use(paths.api, express.json({ limit: LARGEST_BODY }))
  app.use(rootRoutes(), healthRoutes(desk), networkRoutes(desk), indexRoutes(desk))
  app.use(nothingHere)
  app.use(problemDocuments(log))
  return app
}
