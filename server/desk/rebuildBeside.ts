import { indexChain } from './indexChain.ts'
import { PortFailure } from './ports.ts'
import type { BlockRef, ChainCursor, Ports } from './ports.ts'

/** How often a desk that goes on reading meanwhile is caught up with. */
const TRIES = 20

/**
 * Reads the chain into `beside` up to the very block up to which the desk has read it. `begin` empties what is beside, and gives it the
 * desk's own part of every deal.
 *
 * A desk that reads on meanwhile, or whose chain goes back, is followed. Throws PortFailure where it never stands still, and where it has
 * not read anything yet.
 */
export async function rebuildBeside(
  ports: Pick<Ports, 'cursor'>,
  beside: Ports,
  begin: () => Promise<void>,
): Promise<BlockRef> {
  for (let tried = 0; tried < TRIES; tried++) {
    const target = await newest(ports)
    await begin()
    await indexChain({ ...beside, history: { ...beside.history, head: () => Promise.resolve(target) } })
    const now = await newest(ports)
    if (now.hash === target.hash) return target
  }
  throw new PortFailure('database', 'the desk never stood still for as long as a rebuild takes')
}

async function newest({ cursor }: Pick<Ports, 'cursor'>): Promise<BlockRef> {
  const { blocks }: ChainCursor = await cursor.read()
  const last = blocks.at(-1)
  if (last === undefined) throw new PortFailure('database', 'the desk has not read the chain yet')
  return last
}
