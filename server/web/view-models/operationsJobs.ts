import { PASS_JOBS } from '../../desk/enginePass.ts'
import type { JobFailure, JobName } from '../../desk/queries/jobFailures.ts'
import type { OperationsView } from '../../desk/queries/readOperations.ts'
import { REFUSAL_CODES } from '../../domain/refusals.ts'
import type { RefusalCode } from '../../domain/refusals.ts'
import type { Words } from '../words/words.ts'
import { refusalSentence } from '../words/refusals.ts'
import { escrowHref } from './escrowLink.ts'
import { count, dealName, moment, span } from './format.ts'

/** What the engine's jobs did last, one row each; null while that cannot be read. */
export function jobRows(
  { runs, worldNow, asOf }: OperationsView,
  nextRunAt: (job: string) => number | null,
  words: Words,
) {
  if (runs === null) return null
  return runs.map(({ job, run }) => {
    const next = nextRunAt(scheduledAs(job))
    const ago = run && words('time.ago', { span: span(Math.max(0, worldNow - run.finishedAt) / 1_000, words) })
    return {
      job: words(`operations.job.${job}`),
      last: ago ?? words('operations.neverRan'),
      madeFor: run && moment(run.asOf, words),
      took: run && words('operations.took', { ms: count(run.finishedAt - run.startedAt) }),
      next: next === null ? '–' : words('time.in', { span: span(Math.max(0, next - worldNow) / 1_000, words) }),
      lag: run ? span(Math.max(0, asOf - run.asOf), words) : '–',
      done: run ? count(run.done) : '–',
      outcome: outcomeOf(run, words),
    }
  })
}

/** The jobs of a pass run together, under its name in the schedule. */
function scheduledAs(job: JobName): string {
  return (PASS_JOBS as readonly string[]).includes(job) ? 'pass' : job
}

function outcomeOf(run: { readonly outcome: string; readonly failures: readonly unknown[] } | null, words: Words) {
  if (run === null) return { state: '', text: '–' }
  const failed = run.failures.length
  return failed === 0
    ? { state: 'ok', text: words('operations.ok') }
    : { state: 'default', text: words('operations.failed', { count: failed }) }
}

/** What could not be done, and why; null while that cannot be read. */
export function jobFailureRows({ failures }: OperationsView, words: Words) {
  if (failures === null) return null
  return failures.map((failure) => ({
    job: words(`operations.job.${failure.job}`),
    what: failure.deal === null ? failure.what : dealName(failure.deal.id),
    href: failure.deal && escrowHref(failure.deal.escrow, words),
    why: whyOf(failure, words),
    now: nowOf(failure, words),
  }))
}

/** A reason that is one of the desk's own words is said in full; anything else as it was logged. */
function whyOf({ why, facts }: Pick<JobFailure, 'why' | 'facts'>, words: Words): string {
  return isRefusalCode(why) ? refusalSentence(why, facts, words.locale) : why
}

/** Whether it is one of the desk's own words. */
export function isRefusalCode(text: string): text is RefusalCode {
  return (REFUSAL_CODES as readonly string[]).includes(text)
}

function nowOf({ now }: JobFailure, words: Words): string | null {
  if (now === null) return null
  return now === 'accepts' ? words('operations.accepts') : refusalSentence(now.code, now.facts, words.locale)
}
