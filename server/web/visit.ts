import type { Request, Response } from 'express'
import { PortFailure } from '../desk/ports.ts'
import type { Account } from '../desk/ports/accounts.ts'
import type { FrameView } from '../desk/queries/readFrame.ts'
import { knownDown } from '../desk/queries/readReadiness.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import type { Words } from './words/words.ts'

/** Who is here, in which language, and at what desk time: what every page needs to know of a request. */
export interface Visit {
  /** Null: nobody has signed in. */
  readonly viewer: Account | null
  readonly words: Words
  readonly asOf: Instant
  readonly frame: FrameView
}

declare module 'express-serve-static-core' {
  interface Locals {
    visit?: Visit
  }
}

/** The visit that a request belongs to. */
export function visitOf(res: Response): Visit {
  const { visit } = res.locals
  if (visit === undefined) throw new Error('a page was asked for outside of the pages')
  return visit
}

/** The same visit, whose frame knows what was found out since: that `part` does not answer. */
export function knowingDown(visit: Visit, part: PortFailure['part']): Visit {
  const { frame } = visit
  return { ...visit, frame: { ...frame, readiness: knownDown(frame.readiness, part) } }
}

/** The account that is signed in. Refuses: `signInRequired`. Throws PortFailure while it cannot be found out who that is. */
export function signedIn(res: Response): Account {
  const { viewer } = visitOf(res)
  if (viewer !== null) return viewer
  if (res.locals.isViewerUnknown === true) throw new PortFailure('database', 'who is signed in cannot be read')
  throw new Refusal('signInRequired')
}

/** The account of a request's session, as passport found it. */
export function viewerOf(req: Request): Account | null {
  return (req.user as Account | undefined) ?? null
}
