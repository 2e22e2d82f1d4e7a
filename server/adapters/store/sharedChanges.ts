import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { newsModel } from '../../../models/News.ts'
import type { NewsDocument } from '../../../models/News.ts'
import type { Log } from '../../desk/ports.ts'
import type { Change, Changes } from '../../desk/ports/changes.ts'
import { answered } from './failures.ts'

/** How long news gathers before it is written for the others, and how often theirs is looked for while somebody listens. */
const GATHERING_MS = 100
const LOOKING_MS = 500

/** News older than this was looked for before, however much the servers' clocks and writes differ; and it is forgotten. */
const REMEMBERED_MS = 30_000

export interface SharedChangesParts {
  /** News within this process. */
  readonly here: Changes
  readonly connection: Connection
  /** This server, as the others know it: no two have the same. */
  readonly server: string
  readonly worldNow: () => number
  readonly log: Log
}

/**
 * News among all servers on one database: what is announced here is heard here at once, and on the others within a second.
 *
 * It makes pages follow and nothing depends on it: while the database is away news is lost to the others, and their pages ask again
 * when they are next told anything or looked at.
 */
export function shareChanges(parts: SharedChangesParts): Changes {
  const sharing = createSharing(parts)
  let listening = 0
  let looking: NodeJS.Timeout | null = null

  function left(): void {
    listening -= 1
    if (listening > 0 || looking === null) return
    clearInterval(looking)
    looking = null
  }

  return {
    announce: (change) => {
      parts.here.announce(change)
      sharing.write(change)
    },
    listen: (listener) => {
      const stop = parts.here.listen(listener)
      listening += 1
      looking ??= setInterval(() => {
        sharing.look()
      }, LOOKING_MS).unref()
      let isOver = false
      return () => {
        stop()
        if (!isOver) left()
        isOver = true
      }
    },
  }
}

function createSharing({ here, connection, server, worldNow, log }: SharedChangesParts) {
  const model = newsModel(connection)
  const told = createMemory(worldNow)
  const gathered = new Map<string, Change>()
  let writing: NodeJS.Timeout | null = null
  let last: Promise<void> = Promise.resolve()
  let forgottenAt = worldNow()

  /** One question to the database after the other; what fails is said, and nobody waits for it. */
  function inOrder(act: () => Promise<void>): void {
    last = last.then(act).catch((error: unknown) => {
      if (isOpen(connection)) log.warn({ error }, 'news could not be shared with the other servers')
    })
  }

  async function flush(): Promise<void> {
    writing = null
    const news = [...gathered.values()].map((change) => ({ ...change, server, at: worldNow() }))
    gathered.clear()
    if (news.length > 0) await answered('share news', () => model.insertMany(news))
    if (worldNow() - forgottenAt < REMEMBERED_MS) return
    forgottenAt = worldNow()
    await answered('forget news', () => model.deleteMany({ at: { $lt: forgottenAt - REMEMBERED_MS } }).exec())
  }

  async function read(): Promise<void> {
    const since = { at: { $gt: worldNow() - REMEMBERED_MS }, server: { $ne: server } }
    const news = await answered('look for news', () =>
      model.find(since).lean<(NewsDocument & { _id: unknown })[]>().exec(),
    )
    for (const { _id, what, id } of news) if (told.isNew(String(_id))) here.announce({ what, id } as Change)
  }

  return {
    write: (change: Change) => {
      gathered.set(`${change.what} ${change.id}`, change)
      writing ??= setTimeout(() => {
        inOrder(flush)
      }, GATHERING_MS).unref()
    },
    look: () => {
      inOrder(read)
    },
  }
}

/** Not once the desk is going down: who listens here then is nobody. */
function isOpen({ readyState }: Connection): boolean {
  return readyState === mongoose.ConnectionStates.connected
}

/** What was told already, for as long as it could be found again. */
function createMemory(worldNow: () => number): { isNew(id: string): boolean } {
  const seen = new Map<string, number>()
  return {
    isNew: (id) => {
      for (const [old, at] of seen) {
        if (at > worldNow() - 2 * REMEMBERED_MS) break
        seen.delete(old)
      }
      if (seen.has(id)) return false
      seen.set(id, worldNow())
      return true
    },
  }
}
