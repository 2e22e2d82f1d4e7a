import { Refusal } from '../domain/refusals.ts'

/** A reason says more than "ok". */
const LEAST_REASON = 10

/** Why a person lets the desk act again, as it is kept. Refuses: `reasonMissing`. */
export function reasonGiven(reason: string): string {
  const given = reason.trim()
  if (given.length < LEAST_REASON) throw new Refusal('reasonMissing', { least: LEAST_REASON })
  return given
}
