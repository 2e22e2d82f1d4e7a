import assert from 'node:assert/strict'
import request from 'supertest'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

const LIVELY = { ok: true, ageMs: 40 }
const SILENT = { ok: false, ageMs: 90_000 }

describe('whether the desk is alive', () => {
  it('is answered even when every part behind it is down', async () => {
    const desk = fakeDesk({ readReadiness: () => Promise.reject(new Error('nothing answers')) })
    const answer = await request(fakeApp(desk, fakeLog())).get('/healthz')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { status: 'ok' })
    assert.equal(answer.headers['cache-control'], 'no-store')
  })
})

describe('whether the desk is ready', () => {
  it('is yes when database, chain, index and engine are', async () => {
    const answer = await request(fakeApp(fakeDesk(), fakeLog())).get('/readyz')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { status: 'ready', database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY })
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  for (const part of ['database', 'chain', 'index', 'engine']) {
    it(`is no while the ${part} is not, and says which part it is`, async () => {
      const parts = { database: LIVELY, chain: LIVELY, index: LIVELY, engine: LIVELY, [part]: SILENT }
      const desk = fakeDesk({ readReadiness: async () => ({ status: 'notReady', ...parts }) })
      const answer = await request(fakeApp(desk, fakeLog())).get('/readyz')
      assert.equal(answer.status, 503)
      assert.deepEqual(answer.body, { status: 'notReady', ...parts })
    })
  }
})

describe('the front door', () => {
  it('is a page, in the language of the browser', async () => {
    const answer = await request(fakeApp()).get('/').set('Accept-Language', 'zh-CN,zh;q=0.9')
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type']!, /^text\/html/)
    assert.match(answer.text, /<html lang='zh-Hans'>/)
    assert.match(answer.text, /询价/)
  })

  it('remembers the language a reader chose, and leads nowhere else', async () => {
    const answer = await request(fakeApp()).get('/language/zh?back=//evil.example/rfqs')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/')
    assert.match(String(answer.headers['set-cookie']), /language=zh/)
  })

  it('does not tell what it is made of, and lets nothing be framed or sniffed', async () => {
    const { headers } = await request(fakeApp(fakeDesk(), fakeLog())).get('/')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(headers['content-security-policy']!, /default-src 'none'/)
    assert.match(headers['content-security-policy']!, /frame-ancestors 'none'/)
  })
})
