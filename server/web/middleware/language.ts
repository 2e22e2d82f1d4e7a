import { Router } from 'express'
import type { Request } from 'express'
import { localPath, paths } from '../paths.ts'
import { isLocale, LOCALES } from '../words/locales.ts'
import type { Locale } from '../words/locales.ts'

const COOKIE = 'language'
const ONE_YEAR = 365 * 86_400_000

/** The language the reader chose, or the first of the browser's that there is. */
export function localeOf(req: Request): Locale {
  const chosen = /(?:^|; )language=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
  if (isLocale(chosen)) return chosen
  const accepted = req.acceptsLanguages('en', 'zh-CN', 'zh-Hans', 'zh')
  return typeof accepted === 'string' && accepted.startsWith('zh') ? 'zh' : LOCALES[0]
}

/** Lets the reader choose, and goes back to the page the choice was made on. */
export function languageRoutes(): Router {
  const router = Router()
  router.get(paths.language, (req, res) => {
    const { locale } = req.params
    if (isLocale(locale)) res.cookie(COOKIE, locale, { maxAge: ONE_YEAR, sameSite: 'lax', httpOnly: true })
    res.redirect(303, localPath(req.query.back))
  })
  return router
}
