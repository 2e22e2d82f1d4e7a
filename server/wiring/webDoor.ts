import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The desk cannot come up on this machine as it is configured; the message says what to do. */
export class CannotStart extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CannotStart'
  }
}

/** The address people reach the desk at: taken first, so that a taken port is told at once; served when the desk is ready. */
export interface WebDoor {
  readonly url: string
  /** Aborted when the door begins to close. */
  readonly closing: AbortSignal
  serve(app: RequestListener): void
  close(): Promise<void>
}

const STARTING = JSON.stringify({ type: 'about:blank', title: 'The desk is starting', status: 503 })

/** Listens on `host` and `port` and answers "starting" until `serve`. Refuses: CannotStart where the port is taken. */
export async function openWebDoor(host: string, port: number): Promise<WebDoor> {
  let answer: RequestListener = (_, res) => {
    res.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end(STARTING)
  }
  const server = createServer((req, res) => {
    answer(req, res)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `port ${port} is taken: set PORT to another` : error.message
      reject(new CannotStart(reason, { cause: error }))
    })
    server.listen(port, host, resolve)
  })
  const closing = new AbortController()
  const taken = (server.address() as AddressInfo).port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    closing: closing.signal,
    serve: (app) => {
      answer = app
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
        setTimeout(() => {
          server.closeAllConnections()
        }, 1_000).unref()
      }),
  }
}
