import type { RequestHandler } from 'express'
import type { JobRun } from '../../desk/ports.ts'
import type { MetricsView } from '../../desk/queries/readMetrics.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { endOfDay } from '../../domain/units/time.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { createMeasures } from './measures.ts'
import type { Measures } from './measures.ts'

/** What this server has measured, and how it is told. */
export interface Metrics {
  /** Counts a run of a job. */
  readonly ran: (run: JobRun) => void
  /** Measures every answer that is given behind it. */
  readonly timed: RequestHandler
  /** Everything, in Prometheus' text format, together with how the desk is now. */
  told(view: MetricsView): Promise<{ readonly type: string; readonly text: string }>
}

/** Nothing measured yet. */
export function createMetrics(): Metrics {
  const measures = createMeasures()
  return {
    ran({ job, outcome, failures, startedAt, finishedAt }) {
      measures.jobRuns.inc({ job, outcome })
      measures.jobFailures.inc({ job }, failures.length)
      measures.jobSeconds.observe({ job }, (finishedAt - startedAt) / 1_000)
    },
    timed: (req, res, next) => {
      const stop = measures.httpSeconds.startTimer()
      res.on('finish', () => {
        // The pattern, not the address: a name of a deal is no label.
        const route = (req.route as { readonly path?: unknown } | undefined)?.path
        const label = typeof route === 'string' ? route : 'other'
        stop({ method: req.method, route: label, status: String(res.statusCode) })
      })
      next()
    },
    async told(view) {
      measureJobs(measures, view)
      measureChain(measures, view)
      measureDeals(measures, view)
      measureSending(measures, view)
      return { type: measures.registry.contentType, text: await measures.registry.metrics() }
    },
  }
}

/** What is not known is not told: a gauge that keeps its last value would look well. */
function set(gauge: { set(value: number): void; remove(): void }, value: number | null | undefined): void {
  if (value === null || value === undefined) gauge.remove()
  else gauge.set(value)
}

function measureJobs({ jobSuccessAge, jobFailing }: Measures, { runs, worldNow }: MetricsView): void {
  for (const { job, run } of runs ?? []) {
    if (run === null) continue
    jobFailing.set({ job }, run.failures.length)
    if (run.failures.length === 0) jobSuccessAge.set({ job }, (worldNow - run.finishedAt) / 1_000)
  }
}

/** A fixing is due five minutes after the end of its day. */
const DUE_AFTER = 300
const DAY = 86_400

function measureChain(measures: Measures, { asOf, head, read, fixings }: MetricsView): void {
  set(measures.head, head?.number)
  set(measures.headAge, between(head?.at, asOf))
  set(measures.indexLag, between(read?.number, head?.number))
  measureFixings(measures, fixings ?? new Map<SeriesName, Day | null>(), asOf)
}

function measureFixings(measures: Measures, fixings: NonNullable<MetricsView['fixings']>, asOf: Instant | null): void {
  for (const [series, day] of fixings) {
    if (day === null || asOf === null) continue
    measures.fixingAge.set({ series }, asOf - endOfDay(day))
    measures.fixingDue.set({ series }, endOfDay(day) + DAY + DUE_AFTER - asOf)
  }
}

function measureDeals(measures: Measures, { deals, asOf, mismatches }: MetricsView): void {
  set(measures.mismatches, mismatches)
  set(measures.calls, deals?.callsOpen)
  set(measures.deadline, between(asOf, deals?.nextDeadline))
  measures.deals.reset()
  measures.locked.reset()
  if (deals === null) return
  for (const phase of ['open', 'called', 'defaulted'] as const) {
    measures.deals.set({ phase }, deals.byPhase.get(phase) ?? 0)
  }
  for (const [token, amount] of deals.locked) measures.locked.set({ token: token.symbol }, Number(amount))
}

/** Null where one of the two is not known. Of seconds as of block numbers. */
function between(from: number | null | undefined, to: number | null | undefined): number | null {
  return typeof from === 'number' && typeof to === 'number' ? to - from : null
}

function measureSending(
  measures: Measures,
  { sending, deliveries, account, gasDaysLeft, worldNow }: MetricsView,
): void {
  set(measures.outbox, sending?.outbox.waiting.length)
  set(measures.outboxAge, sending && ageOf(sending.outbox.waiting[0]?.attempts[0].at, worldNow))
  set(measures.deliveries, deliveries?.count)
  set(measures.deliveriesAge, deliveries && ageOf(deliveries.oldestAt, worldNow))
  set(measures.gas, account && Number(account.balance))
  set(measures.gasDays, gasDaysLeft === null ? null : Number(gasDaysLeft))
}

/** In seconds; nothing that waits has waited for no time. */
function ageOf(at: number | null | undefined, worldNow: number): number {
  return typeof at === 'number' ? (worldNow - at) / 1_000 : 0
}
