import { headersIn, runOf } from '../domain/index/headers.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Hex } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import type { HeaderSource, Proofs, RelayState } from './ports/proofs.ts'
import { NOTHING_DONE, failureOf } from './tally.ts'
import type { Tally } from './tally.ts'

/** What claims are made from, as of one moment. */
export interface Bringing {
  readonly proofs: Proofs
  readonly headers: HeaderSource
  readonly state: RelayState
  readonly asOf: Instant
}

/** Headers are dated up to two hours ahead: the relay takes none that its chain's clock has not reached. */
export function isPast(run: readonly Hex[], asOf: Instant): boolean {
  return headersIn(runOf(run)).every(({ time }) => time <= asOf)
}

/** What the relay says to a claim that somebody else has made already, or that has become final meanwhile. */
const KNOWN_ALREADY: ReadonlySet<unknown> = new Set(['NothingNew', 'Outweighed', 'StaleBranch', 'NotFinalYet'])

/** Makes a claim. One that another relayer was faster with is nothing done; one that is refused otherwise is a failure. */
export async function brought(what: string, claim: () => Promise<unknown>): Promise<Tally> {
  try {
    await claim()
    return { done: 1, failures: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (KNOWN_ALREADY.has(error.facts.reason)) return NOTHING_DONE
    return { done: 0, failures: [failureOf(what, error)] }
  }
}
