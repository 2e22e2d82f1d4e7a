import type { Log } from '../desk/ports.ts'

/** How long everything together may take to stop before the process ends anyway: what was acknowledged is on disk. */
const PATIENCE_MS = 15_000

export interface TakeDown {
  /** Remembers how to stop a part that has come up. */
  add(name: string, stop: () => Promise<void>): void
  /** Stops all parts, the last one first. One that fails does not keep the others up. */
  stop(): Promise<void>
}

/** Takes the parts down in order when the process is told to stop: once politely, the second time at once. */
export function takeDown(log: Log): TakeDown {
  const parts: { readonly name: string; readonly stop: () => Promise<void> }[] = []
  let stopping: Promise<void> | null = null

  const stopAll = async () => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const { name, stop } = part
      await stop().catch((error: unknown) => {
        log.error({ part: name, error }, 'a part did not stop cleanly')
      })
    }
  }
  const stop = () => (stopping ??= stopAll())
  const told = () => {
    if (stopping !== null) process.exit(1)
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    void stop().then(() => process.exit(0))
  }
  process.on('SIGINT', told)
  process.on('SIGTERM', told)
  return { add: (name, stopPart) => parts.push({ name, stop: stopPart }), stop }
}
