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

/** The failure of one deal, fixing or job, in words. */
export function failureOf(what: string, error: unknown): Failure {
  return { what, why: reasonOf(error) }
}

/** Why something was thrown, in one line: a refusal says its reason, if it has one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason = 'facts' in error ? (error.facts as Readonly<Record<string, unknown>>).reason : undefined
  return typeof reason === 'string' ? `${error.message}: ${reason}` : error.message
}
