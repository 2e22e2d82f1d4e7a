import { Router } from 'express'
import type { Response } from 'express'
import { z } from 'zod'
import type { Desk } from '../../desk/desk.ts'
import { Refusal } from '../../domain/refusals.ts'
import { NEWS_KINDS } from '../../domain/sending/newsKinds.ts'
import type { NewsKind } from '../../domain/sending/newsKinds.ts'
import { bodyOf } from '../body.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { toNotificationsPage } from '../view-models/notificationsPage.ts'
import type { NotificationsDrawn } from '../view-models/notificationsPage.ts'
import { signedIn, visitOf } from '../visit.ts'

/** The longest address that is kept. */
const LONGEST_ADDRESS = 500

const chosen = z.object(Object.fromEntries(waysOfKinds().map((name) => [name, z.literal('on').optional()])))
const WishesForm = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  url: z
    .string()
    .max(LONGEST_ADDRESS)
    .transform((text) => text.trim()),
  renew: z.literal('on').optional(),
})

type Notifying = Pick<Desk, 'readNewsWishes' | 'wishNews' | 'sendTestNews'>

/** What somebody is told by mail and webhook, chosen by themselves. */
export function notificationRoutes(desk: Notifying): Router {
  const router = Router()
  router
    .route(paths.notifications)
    .get(async (req, res) => {
      const done = req.query.done === 'saved' || req.query.done === 'tested' ? req.query.done : null
      await draw(desk, res, { done })
    })
    .post(async (req, res) => {
      const { id: by } = signedIn(res)
      const { version, url, renew } = bodyOf(req, WishesForm)
      const ways = bodyOf(req, chosen)
      const mail = NEWS_KINDS.filter((kind) => ways[`mail_${kind}`] === 'on')
      const hook = { url, kinds: NEWS_KINDS.filter((kind) => ways[`hook_${kind}`] === 'on') }
      const { words } = visitOf(res)
      await drawnAgain(desk, res, { mail, hook }, async () => {
        const wished = { ...hook, secret: renew === 'on' ? 'renew' : 'keep' } as const
        await desk.wishNews({ by, version, language: words.locale, mail, hook: wished })
        res.redirect(303, `${paths.notifications}?done=saved`)
      })
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  router
    .route(paths.testNotification)
    .post(async (_req, res) => {
      await drawnAgain(desk, res, {}, async () => {
        await desk.sendTestNews({ by: signedIn(res) })
        res.redirect(303, `${paths.notifications}?done=tested`)
      })
    })
    .all(onlyMethods('POST'))
  return router
}

function waysOfKinds(): readonly `${'mail' | 'hook'}_${NewsKind}`[] {
  return NEWS_KINDS.flatMap((kind) => [`mail_${kind}`, `hook_${kind}`] as const)
}

async function draw(desk: Notifying, res: Response, drawn: NotificationsDrawn): Promise<void> {
  const view = await desk.readNewsWishes({ viewer: signedIn(res).id })
  res.render('pages/notifications', toNotificationsPage(view, drawn, visitOf(res)))
}

/** Does `act`; what the desk refuses of it is said on the form, with what was typed. */
async function drawnAgain(
  desk: Notifying,
  res: Response,
  typed: NotificationsDrawn,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal) || !REASONS.has(error.code)) throw error
    res.status(422)
    await draw(desk, res, { ...typed, refusal: error })
  }
}

const REASONS: ReadonlySet<string> = new Set(['hookRefused', 'newsUnwished', 'lockedOut'])
