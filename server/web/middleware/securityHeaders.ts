import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Pages may load and run what this desk serves, and nothing else; the demo wallet may ask the embedded node as well. */
export function securityHeaders(rpcUrl: string | null): RequestHandler {
  const self = "'self'"
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [self],
        styleSrc: [self],
        fontSrc: [self],
        imgSrc: [self, 'data:'],
        connectSrc: rpcUrl === null ? [self] : [self, rpcUrl],
        formAction: [self],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Whoever serves the desk over https says so there; over plain http, on this machine, it means nothing.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  })
}
