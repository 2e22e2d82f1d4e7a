import type { RequestHandler } from 'express'
import { hereOf } from '../here.ts'
import type { WebParts } from '../parts.ts'
import { toFrame } from '../view-models/frame.ts'
import { viewerOf } from '../visit.ts'
import { wordsOf } from '../words/words.ts'
import { localeOf } from './language.ts'

/** Finds out who is here, in which language and at what desk time, before any page is asked. */
export function visits({ desk, trial }: WebParts): RequestHandler {
  return async (req, res, next) => {
    const viewer = viewerOf(req)
    const words = wordsOf(localeOf(req))
    const frame = await desk.readFrame()
    const visit = { viewer, words, asOf: frame.asOf, frame }
    res.locals.visit = visit
    res.locals.words = words
    // What a person was shown while signed in is not for the next person at the same machine.
    res.set('Cache-Control', 'no-store')
    res.locals.frame = toFrame({ visit, trial, here: hereOf(req), needsYou: 0 })
    next()
  }
}
