import { createHash } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PortFailure } from '../../desk/ports.ts'

const LONGEST_SOCKET_PATH = 107
const ATTEMPTS = 3

export interface DataDirectoryLock {
  release(): Promise<void>
}

/**
 * Takes `dir` for this desk alone; makes it if it is missing, for its owner only.
 *
 * The lock is a socket that this process listens on: whoever finds it answering is the second, and one that nobody answers is what
 * a killed process left behind, so that no lock is ever stale.
 *
 * Refuses: a directory that another running desk has taken (PortFailure, with its process id).
 */
export async function lockDataDirectory(dir: string): Promise<DataDirectoryLock> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = await socketPath(await realpath(dir))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await listen(path)
    if (server !== null) return { release: () => close(server) }
    const pid = await holder(path)
    if (pid !== null) {
      throw new PortFailure(
        'database',
        `another desk (process ${pid}) is running on the data directory ${dir}: stop it, or set DATA_DIR to another`,
      )
    }
    await rm(path, { force: true })
  }
  throw new PortFailure('database', `the data directory ${dir} could not be taken`)
}

async function socketPath(directory: string): Promise<string> {
  const inside = join(directory, 'desk.sock')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside
  const folder = join(tmpdir(), `hashdesk-${String(process.getuid?.() ?? 0)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${createHash('sha256').update(directory).digest('hex').slice(0, 32)}.sock`)
}

/** The server that now listens there, null where a socket is in the way. */
async function listen(path: string): Promise<Server | null> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(String(process.pid))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen(path, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** The process that answers on the socket, null where nobody does. */
async function holder(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(path)
    socket.on('data', (bytes) => {
      said += bytes.toString()
    })
    socket.on('error', () => {
      resolve(null)
    })
    socket.on('end', () => {
      resolve(said)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
