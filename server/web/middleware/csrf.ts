import { csrfSync } from 'csrf-sync'
import type { RequestHandler } from 'express'

const { generateToken, csrfSynchronisedProtection } = csrfSync({
  getTokenFromRequest: (req) => {
    const body = req.body as { _csrf?: unknown } | undefined
    const token = req.get('x-csrf-token') ?? body?._csrf
    return typeof token === 'string' ? token : undefined
  },
  getTokenFromState: (req) => req.session.csrfToken,
  storeTokenInState: (req, token) => {
    if (typeof token === 'string') req.session.csrfToken = token
  },
})

/** Refuses every writing request that does not carry its session's token: another site could have sent it. */
export const csrfProtection: RequestHandler = csrfSynchronisedProtection

/** Hands pages their token, made when a page first prints it: a visitor who only reads gets no session. */
export const csrfTokens: RequestHandler = (req, res, next) => {
  res.locals.csrf = () => generateToken(req)
  next()
}
