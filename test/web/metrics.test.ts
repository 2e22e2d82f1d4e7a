import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import request from 'supertest'
import { createDesk } from '../../server/desk/desk.ts'
import { createMetrics } from '../../server/web/metrics/metrics.ts'
import { aWorld, anOpenDeal } from '../support/deals.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

const README = new URL('../../server/web/metrics/README.md', import.meta.url)

describe('what is measured', () => {
  it('is all that the table in its README names, and of what the desk is', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const metrics = createMetrics()
    const run = { job: 'settle', asOf: 0, token: 1, startedAt: 1_000, finishedAt: 3_000, done: 1 } as const
    metrics.ran({ ...run, outcome: 'done', failures: [{ what: 'a deal', why: 'indexStale' }] })
    const app = fakeApp(createDesk(world.ports), fakeLog(), { metrics: { metrics, token: null } })
    await request(app).get('/healthz')
    const { text, status, headers } = await request(app).get('/metrics')
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.match(text, /^hashdesk_job_failures_total\{job="settle"\} 1$/m)
    assert.match(text, /^hashdesk_job_duration_seconds_sum\{job="settle"\} 2$/m)
    assert.match(text, /^hashdesk_live_deals\{phase="open"\} 1$/m)
    assert.match(text, /^hashdesk_reconciliation_mismatches 0$/m)
    assert.match(
      text,
      /^hashdesk_http_request_duration_seconds_count\{method="GET",route="\/healthz",status="200"\} 1$/m,
    )
    assert.match(text, /^nodejs_eventloop_lag_seconds /m)
    // 14 May 2021 00:10, and the next fixing is due five minutes after that day's end.
    assert.match(text, /^hashdesk_fixing_next_due_seconds\{series="BME14"\} 861\d\d$/m)

    const table = (await readFile(README, 'utf8')).matchAll(/^\| `(hashdesk_\w+)` \|/gm)
    const told = [...text.matchAll(/^# TYPE (hashdesk_\w+) /gm)].map(([, name]) => name)
    assert.deepEqual([...table].map(([, name]) => name).sort(), told.sort())
  })

  it('is for whoever shows the token; without one for this machine, and not for whom it passes on', async () => {
    const desk = createDesk((await aWorld()).ports)
    const appWith = (token: string | null) => fakeApp(desk, fakeLog(), { metrics: { metrics: createMetrics(), token } })
    const guarded = appWith('0123456789abcdef')
    const asked = request(guarded).get('/metrics')
    assert.equal((await asked).status, 404)
    const wrong = request(guarded).get('/metrics').set('Authorization', 'Bearer 0123456789abcdeF')
    assert.equal((await wrong).status, 404)
    const right = request(guarded).get('/metrics').set('Authorization', 'Bearer 0123456789abcdef')
    assert.equal((await right).status, 200)
    const passedOn = request(appWith(null)).get('/metrics').set('X-Forwarded-For', '203.0.113.9')
    assert.equal((await passedOn).status, 404)
  })

  it('does not tell what is not known', async () => {
    const nothing = {
      ...{ asOf: null, worldNow: 0, head: null, read: null, fixings: null, deals: null, runs: null },
      ...{ sending: null, account: null, gasDaysLeft: null, deliveries: null, mismatches: null },
    }
    const metrics = { metrics: createMetrics(), token: null }
    const app = fakeApp(fakeDesk({ readMetrics: async () => nothing }), fakeLog(), { metrics })
    const { text } = await request(app).get('/metrics')
    assert.doesNotMatch(text, /^hashdesk_(gas|outbox|index|chain|reconciliation|live|fixing|margin)\w*[ {]/m)
  })
})
