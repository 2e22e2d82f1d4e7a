import { NOTHING_DONE } from '../../desk/tally.ts'
import type { Tally } from '../../desk/tally.ts'
import { recordedRun } from '../job.ts'
import type { EngineParts, Job } from '../job.ts'

/** Everything that falls due: finish sending, fix, settle, mark, close out, expire, and reading the chain in between. */
export const pass: Job = { name: 'pass', run: (parts) => parts.turn.hold(() => runPass(parts)) }

/**
 * One pass of the desk within a turn, each of its jobs with a run record of its own. Once the lease is lost, the jobs that are left are
 * skipped: their new owner does them.
 */
export async function runPass(parts: EngineParts): Promise<Tally> {
  const acting = parts.turn.current()
  if (acting === null) throw new Error('a pass is made in a turn')
  const { token, isHeld } = acting
  const asOf = await parts.clock.asOf()
  return parts.desk.enginePass(async (job, verb) =>
    isHeld() ? recordedRun(parts, { token, asOf }, job, verb) : NOTHING_DONE,
  )
}
