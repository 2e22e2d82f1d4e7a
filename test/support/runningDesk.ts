/** The desk as a user runs it: `npm start`'s own script in a process of its own, on a data directory and free ports. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { NetworkView } from '../../server/desk/queries/readNetwork.ts'

const START = join(import.meta.dirname, '../../config/start.mjs')

export interface RunningDesk {
  readonly url: string
  readonly pid: number
  /** What it printed until it was ready. */
  readonly lines: readonly string[]
  network(): Promise<NetworkView>
  /** Ends it like a power cut. */
  killNow(): Promise<void>
  /** Makes it hang, and go on where it was. */
  hang(): void
  goOn(): void
  /** Ends it like Ctrl-C; the exit code. */
  interrupt(): Promise<number | null>
}

/** Starts the desk and waits until it says where it listens. Throws with what it said if it ends before that. */
export async function startDesk(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<RunningDesk> {
  const child = launch(dataDir, env)
  const said = { out: '', error: '' }
  child.stderr?.on('data', (bytes: Buffer) => (said.error += bytes.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      said.out += bytes.toString()
      const address = /^web +(\S+)/m.exec(said.out)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => {
      reject(new Error(`the desk ended with code ${String(code)}: ${said.out}${said.error}`))
    })
  })
  return {
    url,
    pid: child.pid ?? 0,
    hang: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    lines: said.out.split('\n'),
    network: async () => (await (await fetch(`${url}/api/v1/network`)).json()) as NetworkView,
    killNow: () => endedBy(child, 'SIGKILL').then(() => undefined),
    interrupt: () => endedBy(child, 'SIGINT'),
  }
}

/** Starts a desk and ends it like a power cut, so many milliseconds after it has said a line that begins with `word`. */
export async function startKilled(dataDir: string, word: string, milliseconds: number): Promise<void> {
  const child = launch(dataDir)
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said.split('\n').some((line) => line.startsWith(word))) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`the desk ended before it said "${word}": ${said}`))
    })
  })
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  await endedBy(child, 'SIGKILL')
}

/** Starts a desk that is expected not to come up: its exit code and what it said. */
export async function failedStart(dataDir: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = launch(dataDir)
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said }
}

function launch(dataDir: string, different: NodeJS.ProcessEnv = {}): ChildProcess {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...different }
  return spawn(process.execPath, [START], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function endedBy(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill(signal)
  const [code] = (await ended) as [number | null]
  return code
}
