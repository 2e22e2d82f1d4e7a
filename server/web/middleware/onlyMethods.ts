import type { RequestHandler } from 'express'
import { RequestRefused } from '../problems.ts'

/** Stands behind the handlers of a route: whatever method got this far is not one of `allowed`. */
export function onlyMethods(...allowed: readonly string[]): RequestHandler {
  const list = [...allowed, 'OPTIONS'].join(', ')
  return (req, res) => {
    res.set('Allow', list)
    if (req.method !== 'OPTIONS') throw new RequestRefused('methodNotAllowed', `This address takes ${list} only.`)
    res.status(204).end()
  }
}
