import { Router } from 'express'
import type { Response } from 'express'
import type { Desk } from '../../desk/desk.ts'
import { readCallSettings, SETTINGS_FIELDS, settingsOf } from '../forms/readCallSettings.ts'
import { typedOf } from '../forms/typed.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import { paths } from '../paths.ts'
import { toCallSettingsPage } from '../view-models/callSettingsPage.ts'
import type { SettingsDrawn } from '../view-models/callSettingsPage.ts'
import { signedIn, visitOf } from '../visit.ts'

/** Where somebody is, and how near a call may come before a warning. */
export function callSettingsRoutes(desk: Pick<Desk, 'changeCallSettings'>): Router {
  const router = Router()
  router
    .route(paths.callSettings)
    .get((req, res) => {
      const isSaved = req.query.saved === 'yes'
      draw(res, { typed: settingsOf(signedIn(res)), errors: [], isSaved })
    })
    .post(async (req, res) => {
      const { id } = signedIn(res)
      const typed = typedOf(req.body, SETTINGS_FIELDS)
      const { errors, settings } = readCallSettings(typed, visitOf(res).words)
      if (settings === null) {
        draw(res.status(422), { typed, errors, isSaved: false })
        return
      }
      await desk.changeCallSettings({ by: id, ...settings })
      res.redirect(303, `${paths.callSettings}?saved=yes`)
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  return router
}

function draw(res: Response, drawn: SettingsDrawn): void {
  res.render('pages/call-settings', toCallSettingsPage(drawn, visitOf(res)))
}
