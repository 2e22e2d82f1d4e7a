import type { Log } from '../desk/ports.ts'
import type { Change, Changes } from '../desk/ports/changes.ts'

/** News within this process. Whoever listens is told in turn; one that fails is logged and keeps nobody else from being told. */
export function createChanges(log: Log): Changes {
  const listeners = new Set<(change: Change) => void>()
  return {
    announce: (change) => {
      for (const listener of listeners) {
        try {
          listener(change)
        } catch (error) {
          log.error({ change, error }, 'a listener failed')
        }
      }
    },
    listen: (listener) => {
      // Wrapped, so that one function that listens twice is told twice, and stops once for each.
      const told = (change: Change) => {
        listener(change)
      }
      listeners.add(told)
      return () => void listeners.delete(told)
    },
  }
}
