import type { RequestHandler } from 'express'

declare module 'express-session' {
  interface SessionData {
    /** The page that somebody who has just become somebody else was on before. */
    arrivingAt?: string
  }
}

declare module 'express-serve-static-core' {
  interface Locals {
    /** Whether this page was the last person's, and may not be this one's. */
    isArrival?: boolean
  }
}

/** Knows the first page after a change of person: if the new one may not see it, that is no error of theirs. */
export const arrivals: RequestHandler = (req, res, next) => {
  const { arrivingAt } = req.session
  if (arrivingAt !== undefined && req.method === 'GET') {
    delete req.session.arrivingAt
    res.locals.isArrival = arrivingAt === req.originalUrl
  }
  next()
}
