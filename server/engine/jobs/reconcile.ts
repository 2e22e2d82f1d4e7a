import { recordedRun } from '../job.ts'
import type { Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** How long records of past runs are kept, in milliseconds of world time. */
const RUNS_KEPT = 7 * 86_400_000

/** How long records of what was sent are kept, to the chain and to people, likewise. */
const SENDINGS_KEPT = 30 * 86_400_000

/** Compares the desk's copies with the escrows, and forgets old records of what it ran and sent. */
export const reconcile: Job = {
  name: 'reconcile',
  run: (parts) =>
    underLease(parts, async ({ token }) => {
      const asOf = await parts.clock.asOf()
      const tally = await recordedRun(parts, { token, asOf }, 'reconcile', () => parts.desk.reconcile())
      await parts.runs.forgetBefore(parts.clock.worldNow() - RUNS_KEPT)
      await parts.sending.forgetBefore(parts.clock.worldNow() - SENDINGS_KEPT)
      await parts.deliveries.forgetBefore(parts.clock.worldNow() - SENDINGS_KEPT)
      return tally
    }),
}
