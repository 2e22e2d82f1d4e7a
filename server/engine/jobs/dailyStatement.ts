import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** Makes the statements of every UTC day that is over, for everybody. */
export const dailyStatement: Job = {
  name: 'dailyStatement',
  run: (parts) =>
    underLease(parts, async ({ token }) => {
      const asOf = await parts.clock.asOf()
      return recordedRun(parts, { token, asOf }, 'dailyStatement', () => parts.desk.makeStatements())
    }),
}
