import type { Ports } from './ports.ts'
import type { Tally } from './tally.ts'

/** Drops the records of browsers whose sessions have expired. It signs nobody out: they count as gone already. */
export async function forgetSessions({ sessions, clock }: Pick<Ports, 'sessions' | 'clock'>): Promise<Tally> {
  return { done: await sessions.dropExpired(clock.worldNow()), failures: [] }
}
