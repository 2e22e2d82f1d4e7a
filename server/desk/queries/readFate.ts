import type { Refusal } from '../../domain/refusals.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { refusalFor } from '../chainReasons.ts'
import type { Ports } from '../ports.ts'
import type { Fate } from '../ports/parties.ts'

/** What became of a transaction; a failed one with the desk's own "no". */
export type FateView =
  Exclude<Fate, { readonly state: 'reverted' }> | { readonly state: 'reverted'; readonly refusal: Refusal }

/** Follows a transaction that a wallet says it has sent. */
export async function readFate({ parties }: Pick<Ports, 'parties'>, transaction: Hex): Promise<FateView> {
  const fate = await parties.fateOf(transaction)
  return fate.state === 'reverted' ? { state: 'reverted', refusal: refusalFor(fate.reason, fate.facts) } : fate
}
