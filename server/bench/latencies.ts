import { setTimeout as pause } from 'node:timers/promises'
import type { Latency } from './engineFigures.ts'
import type { WatchedPages } from './watchedPages.ts'

const BETWEEN_MS = 50

/** How long each answer took, in milliseconds. */
export type Latencies = Readonly<Record<keyof WatchedPages, readonly number[]>>

/** Asks for the pages again and again, each one after the other, until it is stopped. */
export function sampling(pages: WatchedPages): { stop(): Promise<Latencies> } {
  let isOver = false
  async function sample(ask: () => Promise<number>): Promise<readonly number[]> {
    const samples: number[] = []
    while (!isOver) {
      samples.push(await ask())
      await pause(BETWEEN_MS)
    }
    return samples
  }
  const running = Promise.all([sample(pages.health), sample(pages.deal)])
  running.catch(() => undefined) // told when the sampling is stopped
  return {
    stop: async () => {
      isOver = true
      const [health, deal] = await running
      return { health, deal }
    },
  }
}

/** Median and 95th percentile. */
export function latencyOf(samples: readonly number[]): Latency {
  const sorted = [...samples].sort((one, other) => one - other)
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1))
  return { p50: at(0.5), p95: at(0.95), samples: sorted.length }
}
