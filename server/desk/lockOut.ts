import { Refusal } from '../domain/refusals.ts'

/** Longer e-mail and network addresses are nobody's: what is counted under them is cut, whatever somebody sends. */
const MOST_KEY_CHARACTERS = 254

/** What attempts are counted under. */
export function keyOf(sent: string): string {
  return sent.slice(0, MOST_KEY_CHARACTERS)
}

/** Refuses: `lockedOut`, with the `minutes` until the next attempt may be made, if there are any. */
export function refuseWhileLocked(milliseconds: number): void {
  if (milliseconds > 0) throw new Refusal('lockedOut', { minutes: Math.ceil(milliseconds / 60_000) })
}
