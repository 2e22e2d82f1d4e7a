import { Router } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { ROLES } from '../../desk/ports/accounts.ts'
import { Refusal } from '../../domain/refusals.ts'
import { backOf } from '../here.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import type { People } from '../people.ts'
import { RequestRefused } from '../problems.ts'
import type { Trial } from '../trial.ts'
import { signedIn } from '../visit.ts'

const Role = z.enum(ROLES)

/** What only a desk for trying out offers: being one of the demo people by one click, and play money. */
export function trialRoutes(desk: Pick<Desk, 'readAccount'>, people: People, trial: Trial): Router {
  const router = Router()
  router
    .route(paths.becomePerson)
    .post(async (req, res) => {
      const { data: role } = Role.safeParse(req.params.person)
      const account = role === undefined ? null : await desk.readAccount(trial.people[role].id)
      if (account === null) throw new RequestRefused('notFound', 'The demo people are miner, buyer and broker.')
      await people.letIn(req, account)
      const back = backOf(req)
      req.session.arrivingAt = back
      res.redirect(303, back)
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.testFunds)
    .post(async (req, res) => {
      const { addresses } = signedIn(res)
      if (addresses.length === 0) throw new Refusal('fundsNeedWallet')
      for (const address of addresses) await trial.fund(address)
      res.redirect(303, backOf(req))
    })
    .all(onlyMethods('POST'))
  return router
}
