import type { RequestHandler } from 'express'
import session from 'express-session'
import type { Sessions } from '../parts.ts'

const SESSION_MILLISECONDS = 7 * 86_400_000

/** Remembers browsers by a cookie that scripts cannot read and other sites' forms do not send. */
export function sessions({ store, secret }: Sessions, origin: () => string): RequestHandler {
  return session({
    name: 'hashdesk',
    store,
    secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: origin().startsWith('https:'),
      maxAge: SESSION_MILLISECONDS,
    },
  })
}
