import { setTimeout as pause } from 'node:timers/promises'
import { Router } from 'express'
import type { Response } from 'express'
import { z } from 'zod'
import { bodyOf } from '../body.ts'
import { backOf } from '../here.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import type { ReplayControls, Speed } from '../trial.ts'

/** How long a page waits for a step, in milliseconds. A slower step goes on without it, and open pages follow. */
const PATIENCE_MS = 5_000

const AdvanceForm = z.object({ days: z.enum(['1', '7']).transform(Number) })

const PlayForm = z.object({ speed: z.enum(['1', '7']).transform((text): Speed => (text === '7' ? 7 : 1)) })

/** The buttons by which people move desk time on a desk for trying out. Each goes back to the page it was pressed on. */
export function replayRoutes(replay: ReplayControls): Router {
  const router = Router()
  router
    .route(paths.replayNextEvent)
    .post(async (req, res) => {
      await patiently(replay.nextEvent())
      goBack(res, backOf(req))
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.replayAdvance)
    .post(async (req, res) => {
      await patiently(replay.advance(bodyOf(req, AdvanceForm).days))
      goBack(res, backOf(req))
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.replayPlay)
    .post((req, res) => {
      replay.play(bodyOf(req, PlayForm).speed)
      goBack(res, backOf(req))
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.replayPause)
    .post((req, res) => {
      replay.pause()
      goBack(res, backOf(req))
    })
    .all(onlyMethods('POST'))
  return router
}

function goBack(res: Response, back: string): void {
  res.redirect(303, back)
}

async function patiently(step: Promise<unknown>): Promise<void> {
  const timeUp = new AbortController()
  try {
    await Promise.race([step, pause(PATIENCE_MS, undefined, { signal: timeUp.signal })])
  } finally {
    timeUp.abort()
  }
}
