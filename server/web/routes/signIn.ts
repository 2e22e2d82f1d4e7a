import { Router } from 'express'
import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { ROLES } from '../../desk/ports/accounts.ts'
import type { Role } from '../../desk/ports/accounts.ts'
import { Refusal } from '../../domain/refusals.ts'
import { bodyOf } from '../body.ts'
import { backOf } from '../here.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { localPath, paths } from '../paths.ts'
import type { People } from '../people.ts'
import { REFUSALS } from '../problems.ts'
import { toSignInPage, toSignUpPage } from '../view-models/signInPage.ts'
import { visitOf } from '../visit.ts'

const role = z.enum(ROLES)

const SignUpForm = z.object({
  email: z.string(),
  name: z.string(),
  password: z.string(),
  role,
  timeZone: z.string().optional(),
})

const SignInForm = z.object({ email: z.string(), password: z.string() })

/** Signing in and out, and opening an account. Whoever comes from a page goes back to it. */
export function signInRoutes(desk: Pick<Desk, 'registerAccount'>, people: People): Router {
  const router = Router()
  router
    .route(paths.signIn)
    .get((req, res) => {
      if (isIn(res)) res.redirect(303, localPath(req.query.back))
      else drawSignIn(req, res, {})
    })
    .post((req, res) => signIn(people, req, res))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  router
    .route(paths.signUp)
    .get((req, res) => {
      if (isIn(res)) res.redirect(303, localPath(req.query.back))
      else drawSignUp(req, res, { role: role.safeParse(req.query.role).data ?? 'miner' })
    })
    .post((req, res) => signUp(desk, people, req, res))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  router
    .route(paths.signOut)
    .post(async (req, res) => {
      await people.letOut(req)
      res.redirect(303, paths.root)
    })
    .all(onlyMethods('POST'))
  return router
}

async function signIn(people: People, req: Request, res: Response): Promise<void> {
  const { email } = bodyOf(req, SignInForm)
  const enter = async () => {
    await people.letIn(req, await people.withPassword(req, res))
    res.redirect(303, backOf(req))
  }
  await drawnAgain(res, enter, (refusal) => {
    drawSignIn(req, res, { email, refusal })
  })
}

async function signUp(desk: Pick<Desk, 'registerAccount'>, people: People, req: Request, res: Response): Promise<void> {
  const form = bodyOf(req, SignUpForm)
  const enter = async () => {
    const timeZone = form.timeZone === undefined || form.timeZone === '' ? null : form.timeZone
    await people.letIn(req, await desk.registerAccount({ ...form, timeZone, from: req.ip ?? '' }))
    // The wallet comes next, and may wait until there is something to sign.
    res.redirect(303, `${paths.wallet}?back=${encodeURIComponent(backOf(req))}`)
  }
  await drawnAgain(res, enter, (refusal) => {
    drawSignUp(req, res, { ...form, timeZone: form.timeZone ?? '', refusal })
  })
}

function isIn(res: Response): boolean {
  return visitOf(res).viewer !== null
}

function drawSignIn(req: Request, res: Response, drawn: { email?: string; refusal?: Refusal }): void {
  res.render('pages/sign-in', toSignInPage({ ...drawn, back: wayBack(req) }, visitOf(res)))
}

function drawSignUp(
  req: Request,
  res: Response,
  drawn: { email?: string; name?: string; role: Role; timeZone?: string; refusal?: Refusal },
): void {
  res.render('pages/sign-up', toSignUpPage({ ...drawn, back: wayBack(req) }, visitOf(res)))
}

/** The page to go back to: a link brings it in its query, a form in a field. */
function wayBack(req: Request): string {
  return req.method === 'POST' ? backOf(req) : localPath(req.query.back)
}

/** Does `act`; what the desk refuses, with a sentence, is drawn on the form again. */
async function drawnAgain(res: Response, act: () => Promise<void>, draw: (refusal: Refusal) => void): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status } = REFUSALS[error.code]
    res.status(status === 429 ? status : 422)
    draw(error)
  }
}
