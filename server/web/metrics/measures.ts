import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What a server measures, each under the name, the unit and the labels that README.md documents. */
export function createMeasures() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    ...jobMeasures(registry),
    ...chainMeasures(registry),
    ...sendingMeasures(registry),
    httpSeconds: new Histogram({
      name: 'hashdesk_http_request_duration_seconds',
      help: 'How long an answer took, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
      registers: [registry],
    }),
  }
}

export type Measures = ReturnType<typeof createMeasures>

function gaugeOf<L extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[] = [],
): Gauge<L> {
  return new Gauge({ name: `hashdesk_${name}`, help, labelNames: [...labelNames], registers: [registry] })
}

function jobMeasures(registry: Registry) {
  return {
    jobRuns: new Counter({
      name: 'hashdesk_job_runs_total',
      help: 'Runs of a job on this server, by outcome',
      labelNames: ['job', 'outcome'],
      registers: [registry],
    }),
    jobFailures: new Counter({
      name: 'hashdesk_job_failures_total',
      help: 'Things a job could not do on this server',
      labelNames: ['job'],
      registers: [registry],
    }),
    jobSeconds: new Histogram({
      name: 'hashdesk_job_duration_seconds',
      help: 'How long a job took on this server',
      labelNames: ['job'],
      buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60, 300],
      registers: [registry],
    }),
    jobSuccessAge: gaugeOf(
      registry,
      'job_last_success_age_seconds',
      'Since the last run of a job that failed nothing',
      ['job'],
    ),
    jobFailing: gaugeOf(registry, 'job_failing', 'Things the last run of a job could not do', ['job']),
  }
}

function chainMeasures(registry: Registry) {
  return {
    headAge: gaugeOf(registry, 'chain_head_age_seconds', 'Desk time since the newest block of the chain'),
    head: gaugeOf(registry, 'chain_head_block', 'Number of the newest block of the chain'),
    indexLag: gaugeOf(registry, 'index_lag_blocks', 'Blocks of the chain that were not read yet'),
    fixingAge: gaugeOf(registry, 'fixing_age_seconds', 'Desk time since the end of the last day that is final', [
      'series',
    ]),
    fixingDue: gaugeOf(
      registry,
      'fixing_next_due_seconds',
      'Desk time until the next fixing is due; below 0: overdue',
      ['series'],
    ),
    deals: gaugeOf(registry, 'live_deals', 'Live deals', ['phase']),
    locked: gaugeOf(registry, 'locked_base_units', 'What lies in live escrows, in base units of the token', ['token']),
    calls: gaugeOf(registry, 'margin_calls_open', 'Open margin calls'),
    deadline: gaugeOf(
      registry,
      'margin_call_next_deadline_seconds',
      'Desk time until the nearest deadline of an open call',
    ),
    mismatches: gaugeOf(
      registry,
      'reconciliation_mismatches',
      'Deals and series that are stopped because a copy differs',
    ),
  }
}

function sendingMeasures(registry: Registry) {
  return {
    outbox: gaugeOf(registry, 'outbox_pending', 'Transactions written down and not mined'),
    outboxAge: gaugeOf(registry, 'outbox_oldest_age_seconds', 'Since the oldest of them was written down'),
    gas: gaugeOf(registry, 'gas_balance_wei', 'What the account that pays gas has'),
    gasDays: gaugeOf(registry, 'gas_days_left', 'Days it lasts if it goes on spending as it did'),
    deliveries: gaugeOf(registry, 'deliveries_waiting', 'Letters and webhooks that wait to be taken'),
    deliveriesAge: gaugeOf(registry, 'deliveries_oldest_age_seconds', 'Since the oldest of them was written down'),
  }
}
