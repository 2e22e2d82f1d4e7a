import { Router } from 'express'
import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Change, Changes } from '../../desk/ports/changes.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebParts } from '../parts.ts'
import { paths } from '../paths.ts'
import { once, queryOf } from '../query.ts'
import { viewerOf } from '../visit.ts'

/** Proxies give up on connections that say nothing for half a minute or more. */
const HEARTBEAT_MS = 25_000

/** News of one moment travel together: a pass of the engine may change a deal several times. */
const GATHERING_MS = 50

const MOST_TOPICS = 20

const TOPICS =
  'Give topics as 1 to 20 of rfq:ID, negotiation:ID, deal:ID, account:ID, rfq for any request, windows for any takeover window, and clock, with a space between each two.'

const LiveQuery = z.object({
  topics: once('topics')
    .transform((text) => text.split(/\s+/).filter((topic) => topic !== ''))
    .refine((topics) => topics.length > 0 && topics.length <= MOST_TOPICS, { error: TOPICS })
    .refine((topics) => topics.every(isTopic), { error: TOPICS }),
})

function isTopic(text: string): boolean {
  return /^(clock|rfq|windows|(rfq|negotiation|deal|account):[\w-]{1,100})$/.test(text)
}

/**
 * A stream of news for a page left open (server-sent events): one `change` whenever something it shows has changed.
 *
 * It tells that, and never what: the page is then asked for again, and shows what its reader may see. Names of documents are
 * unguessable, so whoever can follow one has been shown it; an account is followed by its owner alone.
 */
export function liveRoutes({ changes, closing }: Pick<WebParts, 'changes' | 'closing'>): Router {
  const streams = new Set<Response>()
  const beat = setInterval(() => {
    for (const stream of streams) stream.write(': still here\n\n')
  }, HEARTBEAT_MS)
  beat.unref()
  closing.addEventListener('abort', () => {
    clearInterval(beat)
    for (const stream of streams) stream.end()
  })

  const router = Router()
  router
    .route(paths.live)
    .head((_req, res) => void res.end())
    .get((req, res) => {
      const topics = new Set(queryOf(req, LiveQuery).topics.filter((topic) => mayFollow(req, topic)))
      begin(req, res)
      const stop = tell(res, topics, changes)
      streams.add(res)
      res.once('close', () => {
        stop()
        streams.delete(res)
      })
    })
    .all(onlyMethods('GET', 'HEAD'))
  return router
}

/** An account is known by its id, and by its accounts on chain. */
function mayFollow(req: Request, topic: string): boolean {
  if (!topic.startsWith('account:')) return true
  const viewer = viewerOf(req)
  return viewer !== null && [viewer.id, ...viewer.addresses].some((name) => topic === `account:${name}`)
}

function begin(req: Request, res: Response): void {
  // Read once, and let go: a stream that ends hours later must not write back a session that was signed out meanwhile.
  Reflect.deleteProperty(req, 'session')
  res.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  res.flushHeaders()
  res.write('retry: 2000\n\n')
}

/** Writes the news of `topics` to `res` until the returned function is called. A reader that is slow misses repetitions, not news. */
function tell(res: Response, topics: ReadonlySet<string>, changes: Changes): () => void {
  const gathered = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    timer = res.writableNeedDrain ? setTimeout(flush, GATHERING_MS) : null
    if (timer !== null) return
    for (const topic of gathered) res.write(`event: change\ndata: ${topic}\n\n`)
    gathered.clear()
  }
  const stop = changes.listen((change) => {
    const topic = topicOf(change)
    if (!topics.has(topic)) return
    gathered.add(topic)
    timer ??= setTimeout(flush, GATHERING_MS)
  })
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}

function topicOf({ what, id }: Change): string {
  return id === '' ? what : `${what}:${id}`
}
