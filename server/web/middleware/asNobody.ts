import type { Request, RequestHandler, Response } from 'express'
import { PortFailure } from '../../desk/ports.ts'
import type { Log } from '../../desk/ports.ts'

declare module 'express-serve-static-core' {
  interface Locals {
    /** Somebody may be signed in, and it cannot be found out who. */
    isViewerUnknown?: boolean
  }
}

/** Stands in for a session that cannot be read: it is forgotten with the request, and leaves the browser's cookie as it is. */
const NO_SESSION = { touch: () => undefined }

/**
 * Runs `find`, which finds out who a request comes from. While the database does not answer, readers go on as nobody, so that what
 * everybody may read does not go down with it; whoever writes is told.
 */
export function asNobodyWhileDown(find: RequestHandler, log: Log): RequestHandler {
  return (req, res, next) => {
    let hasFound = false
    void find(req, res, (error?: unknown) => {
      if (hasFound) {
        // Sessions call again when they could not be kept, after the answer: that is no reason to answer again.
        log.warn({ error, path: req.path }, 'a session could not be kept')
        return
      }
      hasFound = true
      const isReading = req.method === 'GET' || req.method === 'HEAD'
      if (error instanceof PortFailure && isReading) {
        goOnAsNobody(req, res)
        next()
      } else next(error)
    })
  }
}

function goOnAsNobody(req: Request, res: Response): void {
  res.locals.isViewerUnknown = true
  if ('session' in req) return
  Reflect.set(req, 'session', { ...NO_SESSION })
  // Without a name the session is neither written nor sent to the browser.
  Reflect.set(req, 'sessionID', undefined)
}
