import { Refusal } from '../../domain/refusals.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { inDeskWords } from '../chainReasons.ts'
import { PASS_JOBS } from '../enginePass.ts'
import type { DealRecord, Failure, JobRun, Ports } from '../ports.ts'

/** The jobs of the engine, by the name of their run records. */
export const JOBS = [...PASS_JOBS, 'dailyStatement', 'notify', 'reconcile', 'sessions', 'deliver'] as const
export type JobName = (typeof JOBS)[number]

/** The last run of one job; null: it has not run yet. */
export interface LastRun {
  readonly job: JobName
  readonly run: JobRun | null
}

/** Something the last run of a job could not do. */
export interface JobFailure extends Failure {
  readonly job: JobName
  readonly deal: { readonly id: Hex; readonly escrow: Address } | null
  /** What the escrow would say if it were told again now; null where there is nothing to try. */
  readonly now: 'accepts' | Refusal | null
}

/** As many failures as are looked into; one cause often fails many deals. */
const LOOKED_INTO = 20

/** When each job ran last, and what came of it. */
export async function lastRuns({ runs, bitcoin }: Pick<Ports, 'runs' | 'bitcoin'>): Promise<readonly LastRun[]> {
  const jobs = JOBS.filter((job) => job !== 'follow' || bitcoin !== null)
  return Promise.all(jobs.map(async (job) => ({ job, run: await runs.last(job) })))
}

/** What the last runs could not do, each deal with what its escrow says of it now. */
export async function jobFailures(
  ports: Pick<Ports, 'deals' | 'parties' | 'inspection'>,
  last: readonly LastRun[],
): Promise<readonly JobFailure[]> {
  const failures = last.flatMap(({ job, run }) => (run?.failures ?? []).map((failure) => ({ job, ...failure })))
  return Promise.all(
    failures.slice(0, LOOKED_INTO).map(async (failure): Promise<JobFailure> => {
      const deal = await dealNamed(ports, failure.what)
      return {
        ...failure,
        deal: deal && { id: deal.id, escrow: deal.escrow },
        now: await triedAgain(ports, failure, deal),
      }
    }),
  )
}

async function dealNamed({ deals }: Pick<Ports, 'deals'>, what: string): Promise<DealRecord | null> {
  return isDigest(what) ? deals.read(what) : null
}

function isDigest(text: string): text is Hex {
  return /^0x[0-9a-f]{64}$/.test(text)
}

/** Tries what the job would send, without sending it: the reason is the contract's own error, decoded. */
async function triedAgain(
  ports: Pick<Ports, 'parties' | 'inspection'>,
  { job }: Pick<JobFailure, 'job'>,
  deal: DealRecord | null,
): Promise<JobFailure['now']> {
  if (deal === null || (job !== 'settle' && job !== 'mark' && job !== 'closeOut')) return null
  const { address } = await ports.inspection.gasAccount()
  try {
    await inDeskWords(ports.parties.tryOut({ name: job, escrow: deal.escrow }, address))
    return 'accepts'
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
