import { clamp, divDown, divUp, max } from '../units/rounding.ts'

/** What a batch that was mined took. */
export interface BatchMeasured {
  readonly gasUsed: bigint
  readonly deals: bigint
}

/** How many deals go into one transaction, and the gas for each. */
export interface BatchPlan {
  readonly deals: bigint
  readonly gasEach: bigint
}

/** What a transaction takes before the first deal: its own 21,000 and reading its list, generously. */
export const GAS_BESIDES_DEALS = 100_000n

/** Gas for a deal of an act that has never been measured here: several times what any of them takes in ordinary times. */
const GAS_UNMEASURED = 160_000n

/**
 * What a deal must have at hand, however little it takes: the escrow does not begin to read the index with less than 50,000, and of what
 * it is called with a 64th stays behind. What it does not take is there for the next.
 *
 * Source: libraries/IndexReads.sol, GAS_TO_GO_ON.
 */
const GAS_AT_HAND = 80_000n

/** A list longer than this is more calldata than nodes like to pass on. */
const DEALS_AT_MOST = 500n

/**
 * Sizes a batch by what the last ones took: each deal gets half as much again as in the dearest of them, but what the escrow wants to have
 * at hand at least, and as many go together as `gasLimit` has room for, at least one. What a deal took that was acted on alone counts only where nothing else is known: it was alone
 * because it was unlike the others.
 *
 * A deal that needs more than its share is skipped by the keeper and acted on again, so that a wrong guess costs gas and nothing else.
 *
 * Units:    gas.
 * Rounding: up for each deal, down for their number.
 */
export function batchPlan(measured: readonly BatchMeasured[], gasLimit: bigint): BatchPlan {
  const together = measured.filter(({ deals }) => deals > 1n)
  const dearest = (together.length === 0 ? measured : together).map(gasOfEach).reduce(max, 0n)
  const gasEach = dearest === 0n ? GAS_UNMEASURED : max(dearest, GAS_AT_HAND)
  return { deals: clamp(divDown(gasLimit - GAS_BESIDES_DEALS, gasEach), 1n, DEALS_AT_MOST), gasEach }
}

function gasOfEach({ gasUsed, deals }: BatchMeasured): bigint {
  return deals === 0n ? 0n : divUp(gasUsed * 3n, deals * 2n)
}
