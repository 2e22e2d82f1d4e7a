import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'

/** One record for a minute: a run that finds nothing is no news. */
const RECORD_SECONDS = 60

/**
 * Sends what waits for people and their systems, in a turn of its own. It lives in world time and asks no chain: that a part is down is
 * what may have to be told.
 */
export const deliver: Job = {
  name: 'deliver',
  run: (parts) => {
    const turn = parts.delivering
    return turn.hold(async () => {
      const acting = turn.current()
      if (acting === null) throw new Error('a turn that nothing acts under')
      const now = Math.floor(parts.clock.worldNow() / 1_000)
      const asOf = now - (now % RECORD_SECONDS)
      return recordedRun({ ...parts, turn }, { token: acting.token, asOf }, 'deliver', () => parts.desk.deliver())
    })
  },
}
