import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../wiring/projectRoot.ts'

/** A desk as a user runs it, with a data directory of its own that goes with it. */
export interface OwnDesk {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the desk on a free port and waits until it says where it is. What it logs goes to stderr. */
export async function startOwnDesk(): Promise<OwnDesk> {
  const directory = await mkdtemp(join(tmpdir(), 'hashdesk-bench-'))
  const child = spawn(process.execPath, [join(projectRoot(), 'config/start.mjs')], {
    env: { ...process.env, DATA_DIR: directory, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  let said = ''
  for await (const bytes of child.stdout) {
    said += String(bytes)
    const url = /^web +(\S+)/m.exec(said)?.[1]
    if (url !== undefined) {
      child.stdout.resume()
      return { url, stop }
    }
  }
  await stop()
  throw new Error(`the desk ended before it was ready: ${said}`)
}
