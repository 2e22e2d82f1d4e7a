import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { orWhileDown } from '../../desk/queries/orWhileDown.ts'
import { csvOf } from '../csv.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { portfolioCsv } from '../view-models/portfolioCsv.ts'
import { toPortfolioPage } from '../view-models/portfolioPage.ts'
import { takeoverInvitation } from '../view-models/takeoversPage.ts'
import { signedIn, visitOf } from '../visit.ts'

/** What somebody has here, as a page and as a file. */
export function portfolioRoutes(desk: Pick<Desk, 'readPortfolio' | 'countTakeovers'>): Router {
  const router = Router()
  router
    .route(paths.portfolio)
    .get(async (_req, res) => {
      const visit = visitOf(res)
      const asked = { viewer: signedIn(res), asOf: visit.asOf }
      const [view, windows] = await Promise.all([desk.readPortfolio(asked), orWhileDown(desk.countTakeovers(asked), 0)])
      const invitation = takeoverInvitation(windows, visit.words)
      const page = toPortfolioPage(view, visit)
      res.render('pages/portfolio', { ...page, invitation, hasNeeds: !page.isEmpty || invitation !== null })
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.portfolioCsv)
    .get(async (_req, res) => {
      const view = await desk.readPortfolio({ viewer: signedIn(res), asOf: visitOf(res).asOf })
      res
        .attachment('hashdesk-portfolio.csv')
        .type('csv')
        .send(csvOf(portfolioCsv(view)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
