import { worded } from './chainReasons.ts'
import { NOTHING_DONE, failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Address } from '../domain/terms/terms.ts'
import type { DealSummary, MinedBatch } from './ports.ts'

/** One instruction to many escrows. */
export type Instruct = (escrows: readonly Address[]) => Promise<MinedBatch>

/**
 * Instructs the escrows of `deals`, in as many transactions as it takes, one at a time.
 *
 * A deal that refuses is a failure of its own, with its reason, and stops none of the others. A chain that does not answer stops
 * everything, and so does an account that cannot pay: the next pass tries again.
 */
export async function instructEscrows(
  deals: readonly Pick<DealSummary, 'id' | 'escrow'>[],
  instruct: Instruct,
): Promise<Tally> {
  if (deals.length === 0) return NOTHING_DONE
  const { reasons } = await instruct(deals.map((deal) => deal.escrow))
  const failures = deals.flatMap(({ id, escrow }) => {
    const reason = reasons.get(escrow)
    return reason === undefined ? [] : [failureOf(id, worded(reason))]
  })
  return { done: deals.length - failures.length, failures }
}
