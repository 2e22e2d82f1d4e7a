/** A line between a server and what it asks, which can be cut and slowed: bytes pass through it as they are. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Line {
  /** Lets go of everything under way, and lets nobody through for so long. */
  cut(milliseconds: number): Promise<void>
  /** Everything takes so much longer, either way. */
  slow(milliseconds: number): void
  close(): Promise<void>
}

/** Where to listen, and whom to connect to: ports of this machine, or paths of sockets. */
type End = { readonly port: number } | { readonly path: string }

export async function openLine(from: End, to: () => End): Promise<Line & { readonly port: number }> {
  const ends = new Set<Socket>()
  const state = { isCut: false, delay: 0 }
  const server = createServer((near) => {
    if (state.isCut) {
      near.destroy()
      return
    }
    const end = to()
    const far = 'path' in end ? connect(end.path) : connect(end.port, '127.0.0.1')
    passOn(near, far, state)
    passOn(far, near, state)
    for (const socket of [near, far]) {
      ends.add(socket)
      socket.once('close', () => ends.delete(socket))
    }
  })
  server.listen('path' in from ? { path: from.path } : { port: from.port, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  const hangUp = () => {
    for (const socket of ends) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: async (milliseconds) => {
      state.isCut = true
      hangUp()
      await pause(milliseconds)
      state.isCut = false
    },
    slow: (milliseconds) => {
      state.delay = milliseconds
    },
    close: async () => {
      hangUp()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

function passOn(from: Socket, to: Socket, state: { readonly delay: number }): void {
  from.on('data', (bytes: Buffer) => {
    setTimeout(() => {
      if (!to.destroyed) to.write(bytes)
    }, state.delay)
  })
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
  to.on('error', () => from.destroy())
}
