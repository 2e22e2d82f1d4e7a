import { Refusal } from '../domain/refusals.ts'
import type { Ports } from './ports.ts'
import type { ProvenOracle } from './ports/proofs.ts'
import { NOTHING_DONE, failureOf } from './tally.ts'
import type { Tally } from './tally.ts'

/** All series of a proven oracle become final together: one stands for all. */
const ANY_SERIES = 'BME14'

/**
 * Makes every day final that the relay finally knows enough of. `done` counts days.
 *
 * Nothing is published: the oracle takes its facts from the relay. If somebody else was faster, there is nothing left to do.
 */
export async function fixProven({ oracle }: Pick<Ports, 'oracle'>, proven: ProvenOracle): Promise<Tally> {
  const [last, first, fixable] = await Promise.all([oracle.lastFixed(ANY_SERIES), oracle.firstDay(), proven.fixable()])
  const lastFixed = last ?? first - 1
  if (fixable <= lastFixed) return NOTHING_DONE
  try {
    await proven.fix(fixable)
    return { done: fixable - lastFixed, failures: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.facts.reason === 'NothingToFix') return NOTHING_DONE
    return { done: 0, failures: [failureOf(`days to ${fixable}`, error)] }
  }
}
