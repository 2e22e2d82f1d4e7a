import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { Address } from '../domain/terms/terms.ts'
import { PortFailure } from './ports.ts'
import type { DealRecord, MinedBatch } from './ports.ts'

/** As many deals as one transaction carries comfortably. */
const BATCH = 50

/** One instruction to many escrows, in one transaction. */
export type Instruct = (escrows: readonly Address[]) => Promise<MinedBatch>

/**
 * Instructs the escrows of `deals`, batch by batch, one transaction at a time.
 *
 * A deal that refuses inside a batch is a failure of its own. If a whole batch is refused, each of its deals is sent alone, so that
 * one deal's trouble never stops the rest. A chain that does not answer stops everything: the next pass tries again.
 */
export async function instructEscrows(deals: readonly DealRecord[], instruct: Instruct): Promise<Tally> {
  let tally = NOTHING_DONE
  for (let from = 0; from < deals.length; from += BATCH) {
    tally = together(tally, await instructBatch(deals.slice(from, from + BATCH), instruct))
  }
  return tally
}

async function instructBatch(batch: readonly DealRecord[], instruct: Instruct): Promise<Tally> {
  try {
    const { skipped } = await instruct(batch.map((deal) => deal.escrow))
    const failed = batch.filter((deal) => skipped.includes(deal.escrow))
    const failures = failed.map((deal) => ({ what: deal.id, why: 'skipped: the escrow refused' }))
    return { done: batch.length - failed.length, failures }
  } catch (error) {
    if (error instanceof PortFailure) throw error
    return batch.length === 1 ? failed(batch, error) : oneByOne(batch, instruct)
  }
}

async function oneByOne(batch: readonly DealRecord[], instruct: Instruct): Promise<Tally> {
  let tally = NOTHING_DONE
  for (const deal of batch) tally = together(tally, await instructBatch([deal], instruct))
  return tally
}

function failed(batch: readonly DealRecord[], error: unknown): Tally {
  return { done: 0, failures: batch.map((deal) => failureOf(deal.id, error)) }
}
