import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../desk/ports.ts'
import { hasEnded } from './mortalChild.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** A child that stayed up this long has recovered: the next pause is the first one again. */
const STEADY_MS = 30_000

interface Part {
  readonly name: string
  readonly log: Log
  readonly launch: () => Promise<ChildProcess>
}

export interface KeptRunning {
  child(): ChildProcess
  /** Ends the watch, then the child through `close`. */
  stop(close: (child: ChildProcess) => Promise<void>): Promise<void>
}

/**
 * Launches a child and launches it again whenever it ends by itself, waiting 0.1 s, 0.2 s … 10 s between attempts.
 *
 * `launch` resolves once the child is ready to be used. The first launch must succeed; later failures are logged and retried.
 */
export async function keepRunning({ name, log, launch }: Part): Promise<KeptRunning> {
  const stopping = new AbortController()
  const isStopping = () => stopping.signal.aborted
  let child = await launch()
  let attempt: Promise<void> = Promise.resolve()

  const relaunch = async () => {
    try {
      child = await launch()
      log.info({ part: name, pid: child.pid }, `the ${name} is back`)
    } catch (error) {
      log.error({ part: name, error }, `the ${name} could not be started again`)
    }
  }

  const watch = async () => {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const since = performance.now()
      const how = await ending(child)
      if (performance.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS
      if (isStopping()) return
      log.warn({ part: name, how }, `the ${name} ended by itself and is started again`)
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (isStopping()) return
      attempt = relaunch()
      await attempt
    }
  }

  const watching = watch()
  return {
    child: () => child,
    stop: async (close) => {
      stopping.abort()
      await attempt
      await close(child)
      await watching
    },
  }
}

async function ending(child: ChildProcess): Promise<string> {
  const how = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${String(child.exitCode)}`)
  if (hasEnded(child)) return how()
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve(how())
    })
  })
}
