import type { Request, Response } from 'express'
import type { Account } from '../desk/ports/accounts.ts'
import type { FrameView } from '../desk/queries/readFrame.ts'
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

/** The account that is signed in. Refuses: `signInRequired`. */
export function signedIn(res: Response): Account {
  const { viewer } = visitOf(res)
  if (viewer === null) throw new Refusal('signInRequired')
  return viewer
}

/** The account of a request's session, as passport found it. */
export function viewerOf(req: Request): Account | null {
  return (req.user as Account | undefined) ?? null
}
