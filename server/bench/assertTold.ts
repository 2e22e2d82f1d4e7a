import type { Mined } from '../desk/ports.ts'
import type { EscrowEvent } from '../domain/deal/chainFacts.ts'
import type { Ground } from './ground.ts'

/** Throws unless the escrows told exactly these events in that transaction, each of them once: else its gas measures something else. */
export async function assertTold(
  { history }: Ground,
  { transaction, block }: Mined,
  expected: readonly EscrowEvent['name'][],
): Promise<void> {
  const facts = (await history.escrowFacts(block, block)).filter(({ point }) => point.transaction === transaction)
  const told = facts.map(({ event }) => event.name)
  const tellers = new Set(facts.map(({ escrow }) => escrow))
  if (told.join() === expected.join() && tellers.size === expected.length) return
  throw new Error(
    `transaction ${transaction} told [${told.join()}] of ${tellers.size} escrows, not [${expected.join()}]`,
  )
}
