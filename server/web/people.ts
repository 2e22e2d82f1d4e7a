import type { Request, RequestHandler, Response } from 'express'
import { Passport } from 'passport'
import { Strategy as PasswordStrategy } from 'passport-local'
import type { Desk } from '../desk/desk.ts'
import type { Account } from '../desk/ports/accounts.ts'
import { Refusal } from '../domain/refusals.ts'

/** Lets people in and out, and knows them again by their session. */
export interface People {
  /** Finds out who a request comes from. */
  readonly recognise: RequestHandler
  /** The account of the e-mail address and password that were posted. Refuses: `credentialsWrong`, `lockedOut`. */
  withPassword(req: Request, res: Response): Promise<Account>
  /** Signs `account` in, in a session of a new name: a name that somebody else planted is worth nothing. */
  letIn(req: Request, account: Account): Promise<void>
  /** Signs out, and forgets the session. */
  letOut(req: Request): Promise<void>
}

/** Passport over the desk: a session holds an account's id, and the account is read anew for each request. */
export function createPeople(desk: Pick<Desk, 'readAccount' | 'signIn'>): People {
  const passport = new Passport()
  passport.serializeUser((account, done) => {
    done(null, (account as Account).id)
  })
  passport.deserializeUser<string>((id, done) => {
    desk.readAccount(id).then((account) => {
      done(null, account ?? false)
    }, done)
  })
  passport.use(
    new PasswordStrategy({ usernameField: 'email', passReqToCallback: true }, (req, email, password, done) => {
      desk.signIn({ email, password, from: req.ip ?? '' }).then((account) => {
        done(null, account)
      }, done)
    }),
  )
  return {
    recognise: passport.session() as RequestHandler,
    withPassword: (req, res) => asked(passport, req, res),
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

function asked(passport: InstanceType<typeof Passport>, req: Request, res: Response): Promise<Account> {
  return new Promise((resolve, reject) => {
    const answered = (error: unknown, account: unknown) => {
      if (error !== null && error !== undefined) reject(asError(error))
      else if (account === false) reject(new Refusal('credentialsWrong'))
      else resolve(account as Account)
    }
    const ask = passport.authenticate('local', { session: false }, answered) as RequestHandler
    void ask(req, res, reject)
  })
}

function settled(act: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (error === undefined || error === null) resolve()
      else reject(asError(error))
    })
  })
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the session could not be changed', { cause: error })
}
