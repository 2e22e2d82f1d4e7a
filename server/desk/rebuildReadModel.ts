import { dropAbove } from './followBack.ts'
import { indexChain } from './indexChain.ts'
import type { Tally } from './tally.ts'
import type { Ports } from './ports.ts'

/**
 * Drops everything the chain ever said and reads it again from the first block: the documents are the same afterwards.
 *
 * The cursor goes first. Whatever stops the rebuild after that, the next reading of the chain starts at its first block, and no
 * deal is taken for vanished before all of it was read.
 */
export async function rebuildReadModel(ports: Ports): Promise<Tally> {
  const cursor = await ports.cursor.read()
  await ports.cursor.write({ ...cursor, blocks: [] })
  await dropAbove(ports, -1)
  return indexChain(ports)
}
