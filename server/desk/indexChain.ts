import { applyFacts } from './applyFacts.ts'
import type { BlockRange } from './applyFacts.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { followBack } from './followBack.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { BlockRef, ChainCursor, Ports } from './ports.ts'
import { PortFailure } from './ports.ts'

/** As many blocks as are read at once: even where each is full of settlements, what they tell fits a modest memory. */
const BLOCKS_AT_ONCE = 250

/** As many recent blocks as are remembered; a chain that goes back further is read again from its first block. */
const BLOCKS_REMEMBERED = 128

/**
 * Copies what the chain says into the read model, from where it was read last to its head.
 *
 * First a chain that went back is followed back to the last common block. Then block ranges are read in order; the deals and
 * fixings of a range are written before the cursor moves past it, so that a crash in between only reads the range again: facts are
 * keyed by block and log index, and the same range gives the same documents. At the end, deals whose opening is gone are told.
 */
export async function indexChain(ports: Ports): Promise<Tally> {
  const [head, read] = await Promise.all([ports.history.head(), ports.cursor.read()])
  let cursor = await followBack(ports, read, head)
  const known = nextBlock(ports, cursor)
  let tally = NOTHING_DONE
  for (let from = nextBlock(ports, cursor); from <= head.number; from = nextBlock(ports, cursor)) {
    const range = { from, to: Math.min(from + BLOCKS_AT_ONCE - 1, head.number) }
    const step = await indexRange(ports, cursor, range, head)
    cursor = step.cursor
    tally = together(tally, step.tally)
  }
  // Desk time is the time of the newest block.
  if (nextBlock(ports, cursor) > known) ports.changes.announce({ what: 'clock', id: '' })
  return together(tally, await tellVanished(ports))
}

async function indexRange(
  ports: Ports,
  cursor: ChainCursor,
  range: BlockRange,
  head: BlockRef,
): Promise<{ readonly cursor: ChainCursor; readonly tally: Tally }> {
  const last = range.to === head.number ? head : await ports.history.blockAt(range.to)
  const [facts, fixings, relayed, left] = await Promise.all([
    ports.history.escrowFacts(range.from, range.to),
    ports.history.fixingFacts(range.from, range.to),
    ports.proofs?.relay.facts(range.from, range.to) ?? [],
    ports.deals.withFactsAbove(range.from - 1),
  ])
  const lastAfterwards = await ports.history.blockAt(range.to)
  // What was read belongs to one chain only if its last block is the same before and after.
  if (last === null || last.hash !== lastAfterwards?.hash)
    throw new PortFailure('chain', 'the chain went back while it was read')
  const tally = await applyFacts(ports, range, { facts, left })
  await ports.fixings.replaceBetween(range.from, range.to, fixings)
  await ports.proofs?.facts.replaceBetween(range.from, range.to, relayed)
  const blocks = [...cursor.blocks, last].slice(-BLOCKS_REMEMBERED)
  return {
    cursor: await ports.cursor.write({ ...cursor, blocks }),
    tally: { ...tally, done: tally.done + fixings.length + relayed.length },
  }
}

function nextBlock({ history }: Ports, { blocks }: ChainCursor): number {
  return (blocks.at(-1)?.number ?? history.firstBlock - 1) + 1
}

/** Deals that were open and are nowhere on today's chain go back to where they can be opened again. */
async function tellVanished(ports: Ports): Promise<Tally> {
  const vanished = await ports.deals.adrift()
  if (vanished.length === 0) return NOTHING_DONE
  const at = await ports.clock.asOf()
  for (const { id } of vanished) {
    await changeDeal(ports.deals, id, (deal) => {
      if (deal.state !== 'open' || deal.chain !== null) return deal
      return stepped(deal, 'chainWentBack', { cause: 'the opening is no longer on the chain', at, actor: 'chain' })
    })
  }
  return { done: vanished.length, failures: [] }
}
