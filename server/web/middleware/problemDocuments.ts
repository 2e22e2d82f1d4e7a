import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import type { Log } from '../../desk/ports.ts'
import { problemOf, RequestRefused } from '../problems.ts'
import type { Locale } from '../words/locales.ts'

/**
 * Answers every failed request with a problem document.
 *
 * Programs are told in English; a script of a page in the language of its reader. Source: RFC 9457. `code` is ours: the word a program switches on.
 */
export function problemDocuments(log: Log, localeOf: (req: Request) => Locale = () => 'en'): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const { code, status, title, detail, more } = problemOf(error, localeOf(req))
    if (status >= 500) log.error({ failure: error, method: req.method, path: req.path, code }, 'a request failed')
    if (res.headersSent) {
      next(error)
      return
    }
    if (status === 503) res.set('Retry-After', '5')
    res
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `urn:hashdesk:problem:${code}`,
          title,
          status,
          detail,
          instance: req.path,
          code,
          ...more,
        }),
      )
  }
}

/** The end of the road: no route took the request. */
export const nothingHere: RequestHandler = () => {
  throw new RequestRefused('notFound', 'There is nothing at this address. GET / lists what is served.')
}
