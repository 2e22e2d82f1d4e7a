import { Router } from 'express'
import { escrowFile } from '../escrowFile.ts'
import type { EscrowFile } from '../escrowFile.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'

/** The page that works an escrow without the desk: it needs no session and no database, and none of it changes. */
export function escrowPageRoutes(root: string): Router {
  let file: EscrowFile | null = null
  const router = Router()
  router
    .route(paths.escrowPage)
    .get((_req, res) => {
      file ??= escrowFile(root)
      res.set('Content-Security-Policy', file.policy).set('Cache-Control', 'no-cache').type('html').send(file.html)
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}
