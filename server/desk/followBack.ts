import { chainViewOf } from '../domain/deal/chainView.ts'
import { changeDeal } from './changeDeal.ts'
import type { BlockRef, ChainCursor, DealRecord, Ports } from './ports.ts'

/**
 * The cursor on today's chain: where the chain went back, the read model is rolled back to the last common block.
 *
 * If none of the remembered blocks is on the chain any more, everything the chain said is dropped and read again from its first
 * block. Facts are dropped before the cursor moves: after a crash in between the same is done again.
 */
export async function followBack(ports: Ports, cursor: ChainCursor, head: BlockRef): Promise<ChainCursor> {
  const newest = cursor.blocks.at(-1)
  if (newest === undefined || newest.hash === head.hash) return cursor
  const common = await commonBlock(ports, cursor.blocks)
  if (common === newest) return cursor
  const above = common?.number ?? -1
  ports.log.warn({ from: newest.number, to: above }, 'the chain went back, and the desk follows')
  await dropAbove(ports, above)
  return ports.cursor.write({ ...cursor, blocks: cursor.blocks.filter(({ number }) => number <= above) })
}

/** As many deals as are read and written at once. */
const DEALS_AT_ONCE = 250

/** Drops everything the chain said in blocks above `block`. */
export async function dropAbove(ports: Ports, block: number): Promise<void> {
  for (;;) {
    const deals = await ports.deals.withFactsAbove(block, DEALS_AT_ONCE)
    if (deals.length === 0) break
    const stale = await ports.deals.replaceMany(deals.map((deal) => withoutFactsAbove(deal, block)))
    for (const { id } of stale) await changeDeal(ports.deals, id, (deal) => withoutFactsAbove(deal, block))
  }
  await ports.fixings.dropAbove(block)
  await ports.proofs?.facts.dropAbove(block)
  await ports.proofs?.checks.reopenAbove(block)
}

async function commonBlock({ history }: Ports, blocks: readonly BlockRef[]): Promise<BlockRef | null> {
  for (const block of blocks.toReversed()) {
    const today = await history.blockAt(block.number)
    if (today?.hash === block.hash) return block
  }
  return null
}

function withoutFactsAbove(deal: DealRecord, block: number): DealRecord {
  const facts = deal.facts.filter(({ point }) => point.block <= block)
  if (facts.length === deal.facts.length) return deal
  return { ...deal, facts, chain: chainViewOf(deal.terms, facts) }
}
