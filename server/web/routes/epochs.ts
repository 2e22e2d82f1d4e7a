import { Router } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { RequestRefused } from '../problems.ts'
import { toEpochDocument } from '../view-models/epochDocument.ts'
import { toEpochPage } from '../view-models/epochPage.ts'
import { visitOf } from '../visit.ts'

type Proving = Pick<Desk, 'readEpochProof'>

/** The proof of a difficulty epoch, for people: from raw headers to the value, step by step. */
export function epochPageRoutes(desk: Proving): Router {
  const router = Router()
  router
    .route(paths.epoch)
    .get(async (req, res) => {
      const view = await desk.readEpochProof({ number: epochOf(req.params.epoch) })
      res.render('pages/epoch', toEpochPage(view, visitOf(res)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

/** The same for programs, with every header. */
export function epochRoutes(desk: Proving): Router {
  const router = Router()
  router
    .route(paths.epochDocument)
    .get(async (req, res) => {
      const view = await desk.readEpochProof({ number: epochOf(req.params.epoch) })
      res.set('Cache-Control', 'no-cache').json(toEpochDocument(view))
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

/** The number of an epoch as it stands in an address. */
export function epochOf(text: string): number {
  if (/^(0|[1-9]\d{0,5})$/.test(text)) return parseInt(text, 10)
  throw new RequestRefused(
    'notFound',
    'Give the number of a difficulty epoch: the height of its first block divided by 2,016.',
  )
}
