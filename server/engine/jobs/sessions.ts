import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** Forgets browsers whose sessions have expired. The database would do it by itself, but not every database the desk runs on. */
export const sessions: Job = {
  name: 'sessions',
  run: (parts) =>
    underLease(parts, async ({ token }) => {
      const asOf = await parts.clock.asOf()
      return recordedRun(parts, { token, asOf }, 'sessions', () => parts.desk.forgetSessions())
    }),
}
