import type { Desk } from '../desk/desk.ts'
import { failureOf } from '../desk/tally.ts'
import type { Tally } from '../desk/tally.ts'
import type { Instant } from '../domain/units/time.ts'
import { LeaseLost } from '../desk/ports.ts'
import type { Clock, Failure, JobRun, JobRunStore, Log } from '../desk/ports.ts'
import type { DeliveryStore } from '../desk/ports/deliveries.ts'
import type { SendingDesk } from '../desk/ports/sending.ts'
import type { Turn } from '../desk/ports/turn.ts'

/** What the engine runs on: the desk, and the part of the world in which several servers agree who acts. */
export interface EngineParts {
  readonly desk: Desk
  readonly clock: Clock
  /** The turn of this server, which everything it sends and records is under. */
  readonly turn: Turn
  /** The turn of what leaves the desk for people: whoever acts for the chain does not wait for them. */
  readonly delivering: Turn
  readonly runs: JobRunStore
  readonly deliveries: Pick<DeliveryStore, 'forgetBefore'>
  readonly sending: Pick<SendingDesk, 'forgetBefore'>
  readonly log: Log
  /** Told of every run; left out where nobody measures. */
  readonly ran?: (run: JobRun) => void
}

/** A job as it is scheduled. */
export interface Job {
  readonly name: string
  /** Runs it if this server may act; null if another one acts. */
  readonly run: (parts: EngineParts) => Promise<Tally | null>
}

/**
 * Runs one job, keeps a record of it under its name and desk time, and tells its failures once: what failed in the same way the last
 * time is not told again. A job that throws is a failed job; those after it go on.
 */
export async function recordedRun(
  parts: EngineParts,
  { token, asOf }: { readonly token: number; readonly asOf: Instant },
  name: string,
  verb: () => Promise<Tally>,
): Promise<Tally> {
  const { clock, runs, turn } = parts
  const startedAt = clock.worldNow()
  const attempt = await attempted(name, () => turn.naming(name, verb))
  // What it did under a lease that is gone is its new owner's to tell.
  if (turn.current()?.isHeld() === false) throw new LeaseLost()
  const run: JobRun = { job: name, asOf, token, startedAt, finishedAt: clock.worldNow(), ...attempt }
  const before = run.failures.length === 0 ? null : await runs.last(name)
  tellNews(parts.log, run, before?.failures ?? [])
  await runs.record(run)
  parts.ran?.(run)
  return { done: run.done, failures: run.failures }
}

async function attempted(
  name: string,
  verb: () => Promise<Tally>,
): Promise<Pick<JobRun, 'outcome' | 'done' | 'failures'>> {
  try {
    const { done, failures } = await verb()
    return { outcome: 'done', done, failures }
  } catch (error) {
    return { outcome: 'failed', done: 0, failures: [failureOf(name, error)] }
  }
}

function tellNews(log: Log, run: JobRun, known: readonly Failure[]): void {
  const news = run.failures.filter(({ what, why }) => !known.some((told) => told.what === what && told.why === why))
  if (news.length > 0) log.error({ job: run.job, asOf: run.asOf, failures: news }, `the job "${run.job}" had failures`)
  else if (run.done > 0)
    log.info({ job: run.job, asOf: run.asOf, done: run.done }, `the job "${run.job}" did something`)
}
