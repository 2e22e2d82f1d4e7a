import { readBlock } from './blocks.ts'
import type { KeptBlock } from './blocks.ts'
import type { ChainFile } from './chainFile.ts'
import { headOf } from './rpc.ts'
import type { Rpc } from './rpc.ts'

/** A snapshot costs more with every block the chain has; blocks cost the same each, once now and once when they are rebuilt. */
const BLOCKS_PER_SNAPSHOT = 100

/** How much of the chain is on disk. */
export interface DurableChain {
  /** The last block that a crash cannot take back. */
  durableBlock(): number
  /** Resolves once `block`, which has been mined, is on disk. */
  keepBlock(block: number): Promise<void>
  /** Resolves once every block mined when it was called is on disk. Calls that wait share one write. */
  keepBlocks(): Promise<void>
  /** Resolves once everything is on disk, with what was changed outside of blocks. */
  keepEverything(): Promise<void>
  /** From now on transactions may be signed by nobody, which cannot be sent again: the chain is kept whole each time. */
  keepWhole(): void
  /** The chain has just been loaded from disk and stands at `block`, or is about to be rewound (-1): nothing above counts. */
  restartFrom(block: number): void
}

type Extent = 'blocks' | 'everything'

interface Progress {
  durable: number
  /** Changes when the chain is loaded or rewound: what was begun before says nothing about the chain of today. */
  era: number
  sinceSnapshot: number
  alwaysWhole: boolean
}

/** Keeps the chain that `node` answers for in `file`. One write is made at a time. */
export function durableChain(node: () => Rpc, file: ChainFile): DurableChain {
  const progress: Progress = { durable: -1, era: 0, sinceSnapshot: Infinity, alwaysWhole: false }
  const writes = inTurn((extent) => {
    // One node for all questions: the number must be of the chain that is written.
    const rpc = node()
    const { era } = progress
    const head = headOf(rpc)
    return { head, done: head.then((number) => write(file, progress, { rpc, head: number, extent, era })) }
  })
  return {
    durableBlock: () => progress.durable,
    keepBlock: async (block) => {
      if (block <= progress.durable) return
      const { running } = writes
      if (running !== null && (await running.head) >= block) return running.done
      if (block > progress.durable) await writes.ask('blocks')
    },
    keepBlocks: () => writes.ask('blocks'),
    keepEverything: () => writes.ask('everything'),
    keepWhole: () => {
      progress.alwaysWhole = true
    },
    restartFrom: (block) => {
      progress.era += 1
      progress.durable = block
      progress.sinceSnapshot = Infinity
    },
  }
}

interface Wanted {
  readonly rpc: Rpc
  readonly head: number
  readonly extent: Extent
  readonly era: number
}

async function write(file: ChainFile, progress: Progress, wanted: Wanted): Promise<void> {
  const { rpc, head, extent, era } = wanted
  if (extent === 'blocks' && head === progress.durable) return
  const sinceSnapshot = sinceSnapshotWith(progress, wanted)
  const asBlocks = sinceSnapshot <= BLOCKS_PER_SNAPSHOT
  // Should it fail, a snapshot follows.
  progress.sinceSnapshot = Infinity
  if (asBlocks) await file.append(await blocksBetween(rpc, progress.durable + 1, head))
  else await file.write(await snapshotOf(rpc))
  if (progress.era === era) Object.assign(progress, { durable: head, sinceSnapshot: asBlocks ? sinceSnapshot : 0 })
}

/** How many blocks would follow the snapshot if these are added; Infinity where blocks do not say it all. */
function sinceSnapshotWith(progress: Progress, { head, extent }: Wanted): number {
  const count = head - progress.durable
  return extent === 'everything' || count < 0 || progress.alwaysWhole ? Infinity : progress.sinceSnapshot + count
}

interface Write {
  /** The head that this write includes. */
  readonly head: Promise<number>
  readonly done: Promise<void>
}

interface Turns {
  readonly running: Write | null
  /** Resolves after a write that began after the call. Calls that wait share one. */
  ask(extent: Extent): Promise<void>
}

/** Makes the writes that are asked for one after the other. */
function inTurn(begin: (extent: Extent) => Write): Turns {
  let running: Write | null = null
  let next: { extent: Extent; readonly done: Promise<void> } | null = null

  const ask = (extent: Extent): Promise<void> => {
    if (running === null) {
      const { head, done } = begin(extent)
      running = {
        head,
        done: done.finally(() => {
          running = null
        }),
      }
      return running.done
    }
    // The write under way may have begun before the change.
    next ??= { extent, done: running.done.then(askNext, askNext) }
    if (extent === 'everything') next.extent = extent
    return next.done
  }

  const askNext = (): Promise<void> => {
    const extent = next?.extent ?? 'everything'
    next = null
    return ask(extent)
  }

  return {
    ask,
    get running() {
      return running
    },
  }
}

async function snapshotOf(rpc: Rpc): Promise<Buffer> {
  return Buffer.from(String(await rpc('anvil_dumpState')).slice(2), 'hex')
}

async function blocksBetween(rpc: Rpc, from: number, to: number): Promise<readonly KeptBlock[]> {
  const blocks: KeptBlock[] = []
  for (let number = from; number <= to; number++) blocks.push(await readBlock(rpc, number))
  return blocks
}
