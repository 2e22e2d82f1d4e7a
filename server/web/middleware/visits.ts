import type { Request, RequestHandler, Response } from 'express'
import { orWhileDown } from '../../desk/queries/orWhileDown.ts'
import { hereOf } from '../here.ts'
import type { WebParts } from '../parts.ts'
import { toFrame } from '../view-models/frame.ts'
import { knowingDown, viewerOf } from '../visit.ts'
import type { Visit } from '../visit.ts'
import { wordsOf } from '../words/words.ts'
import { localeOf } from './language.ts'

type VisitParts = Pick<WebParts, 'desk' | 'trial'>

/** Finds out who is here, in which language and at what desk time, before any page is asked. */
export function visits(parts: VisitParts): RequestHandler {
  return async (req, res, next) => {
    await beginVisit(parts, req, res)
    next()
  }
}

/** Begins the visit that a request belongs to. Never fails for a part that is down: the frame says which. */
export async function beginVisit({ desk, trial }: VisitParts, req: Request, res: Response): Promise<Visit> {
  const frame = await desk.readFrame()
  const viewer = viewerOf(req)
  const needsYou = viewer === null ? 0 : await orWhileDown(desk.countNeeds({ viewer, asOf: frame.asOf }), 0)
  const found = { viewer, words: wordsOf(localeOf(req)), asOf: frame.asOf, frame }
  const visit = res.locals.isViewerUnknown === true ? knowingDown(found, 'database') : found
  res.locals.visit = visit
  res.locals.words = visit.words
  // What a person was shown while signed in is not for the next person at the same machine.
  res.set('Cache-Control', 'no-store')
  res.locals.frame = toFrame({ visit, trial, here: hereOf(req), at: req.originalUrl, needsYou })
  return visit
}
