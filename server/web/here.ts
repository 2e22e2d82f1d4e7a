import type { Request } from 'express'
import { localPath, paths } from './paths.ts'

const DOORS: readonly string[] = [paths.signIn, paths.signUp]

/**
 * The page somebody is on, as the address to come back to: of a form that was sent, the page it stands on; of the pages for signing
 * in, the page that led there.
 */
export function hereOf(req: Request): string {
  const address = req.method === 'GET' || req.method === 'HEAD' ? req.originalUrl : (req.get('referer') ?? paths.root)
  if (!URL.canParse(address, 'http://desk.invalid')) return paths.root
  const { pathname, search, searchParams } = new URL(address, 'http://desk.invalid')
  return localPath(DOORS.includes(pathname) ? searchParams.get('back') : pathname + search)
}

/** Where a form says it was sent from: the page to go back to. Never leads to another host. */
export function backOf(req: Request): string {
  const { back } = (req.body as { back?: unknown } | undefined) ?? {}
  return localPath(back)
}
