import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { RequestHandler } from 'express'
import { MemoryStore } from 'express-session'
import request from 'supertest'
import { createDesk } from '../../server/desk/desk.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import { asNobodyWhileDown } from '../../server/web/middleware/asNobody.ts'
import { impatient } from '../../server/wiring/impatient.ts'
import { aWorld } from '../support/deals.ts'
import type { World } from '../support/ports.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'
import type { Browser } from './signedInAs.ts'
import { aTrial } from './trialDoor.ts'

const PATIENCE = { beforeDoubt: 10, forProof: 10, forAnswer: 1_000, betweenLooks: 10 }
const gone = (part: 'database' | 'chain') => () => Promise.reject(new PortFailure(part, 'connection refused'))
const hanging = () => new Promise<never>(() => undefined)

describe('a desk whose database', () => {
  for (const [how, fails] of [
    ['is gone', gone('database')],
    ['hangs', hanging],
  ] as const) {
    describe(how, () => {
      let page: Browser
      before(async () => {
        page = browserOver(await aWorld(), { database: fails })
      })

      it('serves the first page, with its figures from the table, the age of the outage and what still works', async () => {
        const { status, text } = await page.get('/')
        assert.equal(status, 200)
        assert.match(text, /The database does not answer; it last did 1 s ago\./)
        assert.match(text, /The index works, and so does every escrow/)
        assert.match(text, /25\.04 T/)
        assert.doesNotMatch(text, /engine has made no pass/)
      })

      it('serves the index from the table alone', async () => {
        const { status, text } = await page.get('/indices/BME14')
        assert.equal(status, 200)
        assert.match(text, /501,980/)
        assert.match(text, /683,424/)
      })

      it('says of a page that needs it that it does, and when to try again', async () => {
        const { status, text, headers } = await page.get(`/deals/0x${'7f'.repeat(32)}/sign`)
        assert.equal(status, 503)
        assert.equal(headers['retry-after'], '5')
        assert.match(text, /made from the database, which does not answer/)
        assert.match(text, /href='\/deals\/0x7f[0-9a-f]+\/sign'>Try again/)
        assert.match(text, /<nav/)
      })

      it('answers programs with the part that is down', async () => {
        const answer = await page.get('/readyz')
        assert.equal(answer.status, 503)
        const { database, chain, index } = answer.body as Record<string, { ok: boolean }>
        assert.deepEqual([database!.ok, chain!.ok, index!.ok], [false, true, true])
      })
    })
  }
})

describe('a desk whose chain hangs', () => {
  it('serves its pages, says how old they are, and keeps the time it last knew', async () => {
    const world = await aWorld()
    const [before, after] = [browserOver(world, {}), browserOver(world, { chain: hanging })]
    assert.doesNotMatch((await before.get('/')).text, /does not answer/)
    const { status, text } = await after.get('/indices/BME14')
    assert.equal(status, 200)
    assert.match(
      text,
      /The chain does not answer; it last did 1 s ago\. What is shown of escrows, and desk time, is that old\./,
    )
    assert.match(text, /Fixing of 13 May 2021/)
    assert.match(text, /class='outages stale' id='outages' data-live-part/)
  })
})

describe('somebody whose session cannot be read', () => {
  const unreadable = { store: new MemoryStore(), secret: 'a secret of the tests' }
  unreadable.store.get = (_id, done) => {
    done(new PortFailure('database', 'gone'))
  }
  const browser = () => signedInAs('miner', {}, { sessions: unreadable })

  it('reads what everybody may read, as nobody, and keeps the cookie for when it can be read again', async () => {
    assert.match((await signedInAs('miner').get('/')).text, /Andes Mining/)
    const { status, text, headers } = await browser().get('/')
    assert.equal(status, 200)
    assert.doesNotMatch(text, /Andes Mining/)
    assert.equal(headers['set-cookie'], undefined)
  })

  it('is not sent to sign in again: the page says what is down', async () => {
    const { status, text } = await browser().get(`/deals/0x${'7f'.repeat(32)}/sign`)
    assert.equal(status, 503)
    assert.match(text, /The database does not answer/)
  })

  it('writes nothing as nobody', async () => {
    const { status, text } = await browser().post('/sign-out')
    assert.equal(status, 503)
    assert.match(text, /made from the database/)
    assert.match(text, /<nav/)
  })

  it('is answered once when the session could be read and then not be kept', async () => {
    let answers = 0
    const keptNowhere: RequestHandler = (_req, _res, next) => {
      next()
      setImmediate(() => {
        next(new PortFailure('database', 'gone'))
      })
    }
    const answering: RequestHandler = (_req, res) => {
      answers += 1
      res.end('once')
    }
    const app = express()
    app.use(asNobodyWhileDown(keptNowhere, fakeLog()), answering)
    assert.equal((await request(app).get('/')).text, 'once')
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(answers, 1)
  })

  it('gets whole pages, with their forms, over one connection, although no session can be begun', async () => {
    const store = new MemoryStore()
    store.set = (_id, _session, done) => void setTimeout(() => done?.(new PortFailure('database', 'gone')), 1)
    const { trial } = aTrial().parts
    const app = fakeApp(fakeDesk(), fakeLog(), { trial: trial!, sessions: { store, secret: 'a secret of the tests' } })
    const server = createServer(app).listen(0, '127.0.0.1')
    let connections = 0
    server.on('connection', () => (connections += 1))
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      for (let times = 0; times < 3; times++) {
        assert.match(await (await fetch(`http://127.0.0.1:${port}/`)).text(), /<\/html>/)
      }
    } finally {
      server.close()
      server.closeAllConnections()
    }
    assert.equal(connections, 1)
  })

  it('is nobody too while only the account cannot be read, and is answered to the last byte', async () => {
    const { status, text } = await signedInAs('miner', { readAccount: gone('database') }).get('/')
    assert.equal(status, 200)
    assert.match(text, /<\/html>/)
    assert.match(text, /Sign in/)
    assert.match(text, /The database does not answer/)
  })
})

describe('a page that fails', () => {
  it('names the part that it just found down, although the last look at it was good', async () => {
    const { status, text } = await aVisitor({ readHome: gone('chain') }).get('/')
    assert.equal(status, 503)
    assert.match(text, /asks the chain, which does not answer/)
    assert.match(text, /The chain does not answer/)
  })

  it('is a page all the same when nobody expected it, in the reader’s language, and tells nothing of the failure', async () => {
    const desk = { readHome: () => Promise.reject(new Error('at /srv/secret.ts')) }
    const { status, text } = await aVisitor(desk).get('/').set('Accept-Language', 'zh-CN')
    assert.equal(status, 500)
    assert.match(text, /此处出了问题/)
    assert.doesNotMatch(text, /secret/)
    assert.match(text, /<nav/)
  })
})

/** A browser on the web door over a real desk, parts of whose outside fail; browsers are remembered where the records are. */
function browserOver(
  world: World,
  fails: { readonly database?: () => Promise<never>; readonly chain?: () => Promise<never> },
) {
  const { database, chain } = fails
  const { ports } = world
  const broken = {
    ...ports,
    ...(database && {
      ...Object.fromEntries(
        (['accounts', 'rfqs', 'negotiations', 'deals', 'fixings', 'cursor', 'leases', 'runs'] as const).map((name) => [
          name,
          failing(ports[name], database),
        ]),
      ),
    }),
    ...(chain && { clock: { ...failing(ports.clock, chain), worldNow: () => world.world.now } }),
    health: { database: database ?? (async () => {}), chain: chain ?? (async () => {}) },
  }
  const store = new MemoryStore()
  if (database !== undefined) store.get = (_id, done) => void database().catch(done)
  const forPages = impatient(broken, PATIENCE)
  return signedInAs('miner', createDesk(forPages.ports), {
    sessions: { store: forPages.sessions(store), secret: 'a secret of the tests' },
  })
}

function failing<P extends object>(port: P, how: () => Promise<never>): P {
  return Object.fromEntries(Object.keys(port).map((name) => [name, how])) as P
}
