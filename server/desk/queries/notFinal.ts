import type { EscrowFact } from '../../domain/deal/chainFacts.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import { orWhileDown } from './orWhileDown.ts'

/** What is older than this stays: no chain here takes hours to make up its mind. In seconds of desk time. */
const STAYS_AFTER = 2 * 3_600

/** As many transactions as are asked for at most. */
const MOST_ASKED = 8

/**
 * The transactions of a deal's newest facts that the chain may still take back. The newest are asked for first, up to one that is
 * final: whatever came before it is final as well. While the chain does not answer, nobody knows, and none is named.
 */
export async function notFinal(
  { parties }: Pick<Ports, 'parties'>,
  facts: readonly EscrowFact[],
  asOf: Instant,
): Promise<ReadonlySet<Hex>> {
  const young = facts.filter(({ point }) => point.at > asOf - STAYS_AFTER).map(({ point }) => point.transaction)
  const newestFirst = [...new Set(young.toReversed())].slice(0, MOST_ASKED)
  const open = new Set<Hex>()
  for (const transaction of newestFirst) {
    const fate = await orWhileDown(parties.fateOf(transaction), null)
    if (fate?.state !== 'mined' || fate.isFinal) break
    open.add(transaction)
  }
  return open
}
