import type { Request, RequestHandler } from 'express'
import { Passport } from 'passport'
import type { Desk } from '../desk/desk.ts'
import type { Account } from '../desk/ports/accounts.ts'

/** Lets people in and out, and knows them again by their session. */
export interface People {
  /** Finds out who a request comes from. */
  readonly recognise: RequestHandler
  /** Signs `account` in, in a session of a new name: a name that somebody else planted is worth nothing. */
  letIn(req: Request, account: Account): Promise<void>
  /** Signs out, and forgets the session. */
  letOut(req: Request): Promise<void>
}

/** Passport over the desk: a session holds an account's id, and the account is read anew for each request. */
export function createPeople(desk: Pick<Desk, 'readAccount'>): People {
  const passport = new Passport()
  passport.serializeUser((account, done) => {
    done(null, (account as Account).id)
  })
  passport.deserializeUser<string>((id, done) => {
    desk.readAccount(id).then((account) => {
      done(null, account ?? false)
    }, done)
  })
  return {
    recognise: passport.session() as RequestHandler,
    letIn: (req, account) =>
      settled((done) => {
        req.logIn(account, done)
      }),
    letOut: (req) =>
      settled((done) => {
        req.logOut(done)
      }),
  }
}

function settled(act: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (error === undefined || error === null) resolve()
      else reject(error instanceof Error ? error : new Error('the session could not be changed', { cause: error }))
    })
  })
}
