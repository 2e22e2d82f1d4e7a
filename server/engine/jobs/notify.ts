import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** Writes down what people wish to be told of what has happened since. Another job sends it. */
export const notify: Job = {
  name: 'notify',
  run: (parts) =>
    underLease(parts, async ({ token }) => {
      const asOf = await parts.clock.asOf()
      return recordedRun(parts, { token, asOf }, 'notify', () => parts.desk.notifyPeople())
    }),
}
