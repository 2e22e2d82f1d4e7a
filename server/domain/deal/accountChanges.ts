import { openingBalances } from '../terms/locked.ts'
import type { BySide, Terms } from '../terms/terms.ts'
import type { EscrowFact } from './chainFacts.ts'

/**
 * What each fact did to the two accounts, in the order of the facts: the account books that events carry, one less the other.
 *
 * Units: base units of the deal's token.
 */
export function accountChanges(terms: Terms, facts: readonly EscrowFact[]): readonly BySide<bigint>[] {
  let before = { seller: 0n, buyer: 0n }
  return facts.map(({ event }) => {
    const after = event.name === 'opened' ? openingBalances(terms) : 'ledger' in event ? event.ledger.balance : before
    const change = { seller: after.seller - before.seller, buyer: after.buyer - before.buyer }
    before = after
    return change
  })
}
