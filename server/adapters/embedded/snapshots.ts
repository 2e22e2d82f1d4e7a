import { headOf } from './rpc.ts'
import type { Rpc } from './rpc.ts'
import type { SnapshotFile } from './snapshotFile.ts'

/** How much of the chain is on disk. */
export interface Snapshots {
  /** The last block that a crash cannot take back. */
  durableBlock(): number
  /** Resolves once everything that had happened when it was called is on disk. Calls that wait share one snapshot. */
  flush(): Promise<void>
  /** Resolves once `block`, which has been mined, is on disk. */
  keep(block: number): Promise<void>
  /** The chain has just been loaded from disk and stands at `block`, or is about to be rewound (-1): nothing above counts. */
  restartFrom(block: number): void
}

/** Keeps the chain that `node` answers for in `file`. One snapshot is taken at a time. */
export function snapshotsOf(node: () => Rpc, file: SnapshotFile): Snapshots {
  let durable = -1
  let era = 0
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  const take = async () => {
    // One node for both questions: the number must be of the chain that is dumped.
    const rpc = node()
    const begunIn = era
    const block = await headOf(rpc)
    const dump = (await rpc('anvil_dumpState')) as string
    await file.write(Buffer.from(dump.slice(2), 'hex'))
    if (era === begunIn) durable = block
  }

  const flush = (): Promise<void> => {
    if (!running) {
      running = take().finally(() => {
        running = null
      })
      return running
    }
    // The snapshot being taken may have begun before the change, so wait for the one after it.
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        return flush()
      })
    return next
  }

  return {
    durableBlock: () => durable,
    flush,
    keep: async (block) => {
      if (block > durable) await flush()
    },
    restartFrom: (block) => {
      era += 1
      durable = block
    },
  }
}
