import { Refusal } from '../domain/refusals.ts'
import { PortFailure } from './ports.ts'
import type { Failure } from './ports.ts'

/** What one run of a verb did to many deals: how many it changed, and which it could not. */
export interface Tally {
  readonly done: number
  readonly failures: readonly Failure[]
}

export const NOTHING_DONE: Tally = { done: 0, failures: [] }

/** Two runs, counted together. */
export function together(one: Tally, other: Tally): Tally {
  return { done: one.done + other.done, failures: [...one.failures, ...other.failures] }
}

/**
 * Does `act` to each, one after the other; `act` answers whether it changed something. One that fails is told by its name and keeps
 * none of the others from its turn; a part of the outside that does not answer ends the run: it would not answer for them either.
 */
export async function tallied<T extends { readonly id: string }>(
  some: readonly T[],
  act: (one: T) => Promise<boolean>,
): Promise<Tally> {
  const failures: Failure[] = []
  let done = 0
  for (const one of some) {
    try {
      if (await act(one)) done += 1
    } catch (error) {
      if (error instanceof PortFailure) throw error
      failures.push(failureOf(one.id, error))
    }
  }
  return { done, failures }
}

/** The failure of one deal, fixing or job, in words. */
export function failureOf(what: string, error: unknown): Failure {
  const why = reasonOf(error)
  return error instanceof Refusal && why === error.code && Object.keys(error.facts).length > 0
    ? { what, why, facts: inWords(error.facts) }
    : { what, why }
}

function inWords(facts: Refusal['facts']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]))
}

/** Why something was thrown, in one line: a refusal says its reason, if it has one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason = 'facts' in error ? (error.facts as Readonly<Record<string, unknown>>).reason : undefined
  return typeof reason === 'string' ? `${error.message}: ${reason}` : error.message
}
