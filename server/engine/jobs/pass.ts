import { NOTHING_DONE } from '../../desk/tally.ts'
import type { Tally } from '../../desk/tally.ts'
import { recordedRun } from '../job.ts'
import type { EngineParts, Job } from '../job.ts'
import { underLease } from '../underLease.ts'

/** Everything that falls due: fix, settle, mark, close out, expire, and reading the chain in between. */
export const pass: Job = { name: 'pass', run: runPassUnderLease }

/**
 * One pass of the desk under the engine's lease, each of its jobs with a run record of its own; null while another server acts.
 * Once the lease is lost, the jobs that are left are skipped: their new owner does them.
 */
async function runPassUnderLease(parts: EngineParts): Promise<Tally | null> {
  return underLease(parts, async ({ lease: { token }, isHeld }) => {
    const asOf = await parts.clock.asOf()
    return parts.desk.enginePass(async (job, verb) =>
      isHeld() ? recordedRun(parts, { token, asOf }, job, verb) : NOTHING_DONE,
    )
  })
}
