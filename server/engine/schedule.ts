import type { Job } from './job.ts'
import { pass } from './jobs/pass.ts'
import { reconcile } from './jobs/reconcile.ts'
import { sessions } from './jobs/sessions.ts'

export interface Scheduled {
  /** Second, minute, hour, day of month, month, day of week; in world time. */
  readonly cron: string
  readonly job: Job
}

/**
 * What runs when. A pass is cheap when nothing is due, and whatever was missed while no server ran is caught up by the next one, in
 * order, because every job asks what is due and not what time it is.
 */
export const SCHEDULE: readonly Scheduled[] = [
  { cron: '*/2 * * * * *', job: pass },
  { cron: '30 */10 * * * *', job: reconcile },
  { cron: '50 7 * * * *', job: sessions },
]
