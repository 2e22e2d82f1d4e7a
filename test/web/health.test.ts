import assert from 'node:assert/strict'
import request from 'supertest'
import { createApp } from '../../server/web/app.ts'
import { fakeDesk, fakeLog } from './fakeDesk.ts'

const LIVELY = { ok: true, ageMs: 40 }
const SILENT = { ok: false, ageMs: 90_000 }

describe('whether the desk is alive', () => {
  it('is answered even when every part behind it is down', async () => {
    const desk = fakeDesk({ readReadiness: () => Promise.reject(new Error('nothing answers')) })
    const answer = await request(createApp(desk, fakeLog())).get('/healthz')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { status: 'ok' })
    assert.equal(answer.headers['cache-control'], 'no-store')
  })
})

describe('whether the desk is ready', () => {
  it('is yes when database, chain, index and engine are', async () => {
    const answer = await request(createApp(fakeDesk(), fakeLog())).get('/readyz')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { status: 'ready', database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY })
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  for (const part of ['database', 'chain', 'index', 'engine']) {
    it(`is no while the ${part} is not, and says which part it is`, async () => {
      const parts = { database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY, [part]: SILENT }
      const desk = fakeDesk({ readReadiness: async () => ({ status: 'notReady', ...parts }) })
      const answer = await request(createApp(desk, fakeLog())).get('/readyz')
      assert.equal(answer.status, 503)
      assert.deepEqual(answer.body, { status: 'notReady', ...parts })
    })
  }
})

describe('the front door', () => {
  it('lists what is served, in plain text', async () => {
    const answer = await request(createApp(fakeDesk(), fakeLog())).get('/')
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type']!, /^text\/plain/)
    for (const path of ['/healthz', '/readyz', '/api/v1/network', '/api/v1/indices/BME14?height=573000']) {
      assert.ok(answer.text.includes(path), path)
    }
  })

  it('does not tell what it is made of, and lets nothing be framed or sniffed', async () => {
    const { headers } = await request(createApp(fakeDesk(), fakeLog())).get('/')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(headers['content-security-policy']!, /default-src 'none'/)
    assert.match(headers['content-security-policy']!, /frame-ancestors 'none'/)
  })
})
