import type { Job } from './job.ts'
import { dailyStatement } from './jobs/dailyStatement.ts'
import { deliver } from './jobs/deliver.ts'
import { notify } from './jobs/notify.ts'
import { pass } from './jobs/pass.ts'
import { reconcile } from './jobs/reconcile.ts'
import { sessions } from './jobs/sessions.ts'

export interface Scheduled {
  /** Second, minute, hour, day of month, month, day of week; in world time. */
  readonly cron: string
  readonly job: Job
  /** What it waits for: the engine's other jobs; or, where it talks to mail servers and strangers who may be slow, its own last run. */
  readonly lane: Lane
}

/** Jobs of one lane run one after the other; those of different lanes do not wait for each other. */
export type Lane = 'engine' | 'post'

/**
 * What runs when. A pass is cheap when nothing is due, and whatever was missed while no server ran is caught up by the next one, in
 * order, because every job asks what is due and not what time it is.
 */
export const SCHEDULE: readonly Scheduled[] = [
  { cron: '*/2 * * * * *', job: pass, lane: 'engine' },
  { cron: '5,25,45 * * * * *', job: dailyStatement, lane: 'engine' },
  { cron: '3,13,23,33,43,53 * * * * *', job: notify, lane: 'engine' },
  { cron: '30 */10 * * * *', job: reconcile, lane: 'engine' },
  { cron: '50 7 * * * *', job: sessions, lane: 'engine' },
  { cron: '*/5 * * * * *', job: deliver, lane: 'post' },
]
