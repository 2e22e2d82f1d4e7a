import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { createChanges } from '../../server/adapters/changes.ts'
import type { Change, Changes } from '../../server/desk/ports/changes.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

const DEAL = `deal:0x${'7f'.repeat(32)}`

describe('a page left open', () => {
  let changes: Changes & { listeners(): number }
  let closing: AbortController
  let server: Server

  beforeEach((done) => {
    changes = countedChanges()
    closing = new AbortController()
    const app = fakeApp(fakeDesk(), fakeLog(), { changes, closing: closing.signal })
    server = createServer(app).listen(0, '127.0.0.1', done)
  })
  afterEach((done) => {
    server.close(done)
    server.closeAllConnections()
  })

  it('is told that what it shows has changed, and nothing of what it does not show', async () => {
    const stream = await listen(`${DEAL} clock`)
    announce('deal', `0x${'00'.repeat(32)}`)
    announce('rfq', 'a1')
    announce('clock', '')
    announce('deal', DEAL.slice('deal:'.length))
    assert.deepEqual(await stream.changes(2), ['clock', DEAL])
  })

  it('is told once of what changed several times in one moment', async () => {
    const stream = await listen('clock rfq:a1')
    for (let times = 0; times < 5; times++) announce('clock', '')
    assert.deepEqual(await stream.changes(1), ['clock'])
    announce('rfq', 'a1')
    assert.deepEqual(await stream.changes(2), ['clock', 'rfq:a1'])
  })

  it('is not told of an account that is not its reader’s own', async () => {
    const stream = await listen('account:somebody clock')
    announce('account', 'somebody')
    announce('clock', '')
    assert.deepEqual(await stream.changes(1), ['clock'])
  })

  it('is told at once: neither compressed nor held back on the way', async () => {
    const { headers } = await listen('clock')
    assert.match(headers.get('content-type')!, /^text\/event-stream/)
    assert.equal(headers.get('content-encoding'), null)
    assert.match(headers.get('cache-control')!, /no-transform/)
    assert.equal(headers.get('x-accel-buffering'), 'no')
  })

  it('is forgotten when it is closed', async () => {
    const stream = await listen('clock')
    assert.equal(changes.listeners(), 1)
    await stream.leave()
    while (changes.listeners() > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  })

  it('sees the stream end in order when the desk stops', async () => {
    const stream = await listen('clock')
    closing.abort()
    await stream.end()
  })

  for (const [topics, because] of [
    ['', 'names nothing'],
    ['deal', 'names no document'],
    ['weather:today', 'names what there is not'],
    ['deal:a%0Ab', 'would break the lines of the stream'],
    [Array.from({ length: 21 }, (_, index) => `rfq:${index}`).join('+'), 'names too many'],
  ]) {
    it(`is told what to ask for when it ${because}`, async () => {
      const answer = await request(server).get(`/live?topics=${topics}`).set('Accept', 'application/json')
      assert.equal(answer.status, 400)
      assert.match(answer.text, /Give topics as 1 to 20 of rfq:ID/)
    })
  }

  function announce(what: Change['what'], id: string): void {
    changes.announce({ what, id })
  }

  async function listen(topics: string) {
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/live?topics=${encodeURIComponent(topics)}`)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let said = ''
    const told = () => [...said.matchAll(/^event: change\ndata: (.*)$/gm)].map(([, topic]) => topic)
    return {
      headers: answer.headers,
      changes: async (count: number) => {
        while (told().length < count) said += (await reader.read()).value ?? assert.fail('the stream ended')
        return told()
      },
      end: async () => {
        while (!(await reader.read()).done);
      },
      leave: () => reader.cancel(),
    }
  }
})

/** News as a desk has them, and how many listen. */
function countedChanges() {
  const changes = createChanges(fakeLog())
  let listeners = 0
  const listen: Changes['listen'] = (listener) => {
    listeners += 1
    const stop = changes.listen(listener)
    return () => {
      listeners -= 1
      stop()
    }
  }
  return { ...changes, listen, listeners: () => listeners }
}
