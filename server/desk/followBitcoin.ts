import type { BitcoinKnown } from './ports/bitcoin.ts'
import type { Failure, Ports } from './ports.ts'
import { NOTHING_DONE } from './tally.ts'
import type { Tally } from './tally.ts'

/**
 * Catches up with Bitcoin's own chain. `done` counts blocks.
 *
 * A source that does not answer or was not believed, and every block of which two sources say otherwise, is a failure of this job for as
 * long as it is so. A desk that replays history has nothing to follow.
 */
export async function followBitcoin({ bitcoin }: Pick<Ports, 'bitcoin'>): Promise<Tally> {
  if (bitcoin === null) return NOTHING_DONE
  const before = heightIn(bitcoin.known())
  const known = await bitcoin.follow()
  const done = before === null ? 0 : Math.max(0, (heightIn(known) ?? before) - before)
  return { done, failures: [...troubles(known), ...differences(known)] }
}

function heightIn({ newest }: BitcoinKnown): number | null {
  return newest?.height ?? null
}

function troubles({ sources }: BitcoinKnown): readonly Failure[] {
  return sources.flatMap(({ name, trouble }) => (trouble === null ? [] : [{ what: name, why: trouble }]))
}

function differences({ differences: differing }: BitcoinKnown): readonly Failure[] {
  return differing.map(({ height }) => ({
    what: `block ${height}`,
    why: 'sourcesDiffer',
    facts: { height: String(height) },
  }))
}
