import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** How long records of past runs are kept, in milliseconds of world time. */
const RUNS_KEPT = 7 * 86_400_000

/** Compares the desk's copies with the escrows, and forgets old run records. */
export const reconcile: Job = {
  name: 'reconcile',
  run: (parts) =>
    underLease(parts, async ({ lease: { token } }) => {
      const asOf = await parts.clock.asOf()
      const tally = await recordedRun(parts, { token, asOf }, 'reconcile', () => parts.desk.reconcile())
      await parts.runs.forgetBefore(parts.clock.worldNow() - RUNS_KEPT)
      return tally
    }),
}
