import assert from 'node:assert/strict'
import request from 'supertest'
import { PortFailure, StaleWrite } from '../../server/desk/ports.ts'
import { Refusal, REFUSAL_CODES } from '../../server/domain/refusals.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import { REFUSALS } from '../../server/web/problems.ts'
import { REFUSAL_SENTENCES } from '../../server/web/words/en/refusals.ts'
import { refusalSentence } from '../../server/web/words/refusals.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

/** What a program sees of a problem. */
interface Problem {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
}

async function whenTheDeskFailsWith(failure: unknown) {
  const log = fakeLog()
  const app = fakeApp(fakeDesk({ readNetwork: () => Promise.reject(failure) }), log)
  const answer = await request(app).get('/api/v1/network')
  return { answer, problem: answer.body as Problem, log }
}

/** Nothing that the visitor could do otherwise. */
const OF_THE_DESK: readonly RefusalCode[] = ['gasShort', 'feeAboveCap']

describe('every expected "no" of the desk', () => {
  for (const code of REFUSAL_CODES) {
    it(`${code} is answered with a title and a sentence of its own`, async () => {
      const { answer, problem, log } = await whenTheDeskFailsWith(new Refusal(code))
      assert.match(answer.headers['content-type']!, /^application\/problem\+json/)
      assert.equal(problem.code, code)
      assert.ok(OF_THE_DESK.includes(code) ? problem.status === 503 : problem.status >= 400 && problem.status < 500)
      assert.equal(answer.status, problem.status)
      assert.match(problem.title, /^[A-Z].*[^.]$/)
      assert.match(problem.detail, /^[A-Z][^{}[\]]*\.$/)
      // Somebody has to look after what is the desk's own, and after nothing else.
      assert.equal(log.errors.length, OF_THE_DESK.includes(code) ? 1 : 0)
    })
  }

  it('has a sentence that no other has', () => {
    assert.equal(new Set(Object.values(REFUSAL_SENTENCES)).size, REFUSAL_CODES.length)
    assert.equal(new Set(Object.values(REFUSALS).map(({ title }) => title)).size, REFUSAL_CODES.length)
  })

  it('tells its facts where it has them, and reads well where it has not', () => {
    assert.equal(
      refusalSentence('chainRefused', { reason: 'StaleIndex()' }),
      'The chain refused the transaction: StaleIndex().',
    )
    assert.equal(refusalSentence('chainRefused'), 'The chain refused the transaction.')
    assert.equal(
      refusalSentence('marginBelowRange', { side: 'seller' }),
      'In a range-collateralised deal each initial margin must cover the most its side can lose, and the seller’s does not.',
    )
  })

  it('tells its facts to programs too, amounts as text to the last digit', async () => {
    const { answer } = await whenTheDeskFailsWith(
      new Refusal('marginBelowRange', { side: 'seller', needed: 79228162514264337593543950335n }),
    )
    const { facts } = answer.body as { facts: unknown }
    assert.deepEqual(facts, { side: 'seller', needed: '79228162514264337593543950335' })
  })

  it('prints a fact as it is, whatever it contains', () => {
    assert.equal(
      refusalSentence('notADate', { text: '{text}$&[x]' }),
      '{text}$&[x] is not a day. Enter a day as YYYY-MM-DD, such as 2021-05-13.',
    )
  })
})

describe('a desk that fails', () => {
  for (const part of ['database', 'chain', 'index'] as const) {
    it(`because the ${part} is down says so, and when to come back`, async () => {
      const { answer, problem, log } = await whenTheDeskFailsWith(
        new PortFailure(part, 'connect ECONNREFUSED /run/secret.sock'),
      )
      assert.equal(answer.status, 503)
      assert.equal(answer.headers['retry-after'], '5')
      assert.deepEqual(answer.body, {
        type: 'urn:hashdesk:problem:partDown',
        title: 'Not available at the moment',
        status: 503,
        detail: `The ${part} does not answer at the moment. Try again in a few seconds.`,
        instance: '/api/v1/network',
        code: 'partDown',
        part,
      })
      assert.ok(!problem.detail.includes('secret'))
      assert.equal(log.errors.length, 1)
    })
  }

  for (const failure of [new Error('key 0xdead in /home/desk'), 'key 0xdead in /home/desk', { key: '0xdead' }]) {
    it(`for a reason nobody expected (${JSON.stringify(failure)}) keeps the reason to its log`, async () => {
      const { answer, problem, log } = await whenTheDeskFailsWith(failure)
      assert.equal(answer.status, 500)
      assert.equal(problem.detail, 'The desk failed to answer. The failure is in its log.')
      assert.ok(!answer.text.includes('0xdead'))
      assert.equal(log.errors[0]!.facts.failure, failure)
    })
  }

  it('because somebody else was faster says to read again', async () => {
    const { answer, problem } = await whenTheDeskFailsWith(new StaleWrite('deal 0x12'))
    assert.equal(answer.status, 409)
    assert.equal(problem.code, 'staleVersion')
    assert.match(problem.detail, /Somebody changed it since you read it\. Read it again/)
  })
})

describe('a page that is not there', () => {
  for (const path of ['/nowhere', '/.env', '/public/../package.json', '/public/js']) {
    it(`is said to be none at ${path}, with a way on`, async () => {
      const answer = await request(fakeApp()).get(path)
      assert.equal(answer.status, 404)
      assert.match(answer.headers['content-type']!, /^text\/html/)
      assert.match(answer.text, /There is nothing here, or nothing for you to see\./)
      assert.match(answer.text, /href='\/'/)
    })
  }
})

describe('a form that another site sent', () => {
  it('is refused, and says what to do', async () => {
    const answer = await request(fakeApp()).post('/sign-out').type('form').send({ _csrf: 'guessed' })
    assert.equal(answer.status, 403)
    assert.match(answer.text, /The form was not ours or has been changed\. Load the page again\./)
  })
})

describe('a request that makes no sense', () => {
  const app = fakeApp(fakeDesk(), fakeLog())

  for (const path of ['/api', '/api/v1', '/api/v1/nothing', '/api/v1/indices', '/api/v2/network']) {
    it(`finds nothing at ${path}`, async () => {
      const answer = await request(app).get(path)
      assert.equal(answer.status, 404)
      assert.match(answer.headers['content-type']!, /^application\/problem\+json/)
      assert.equal((answer.body as Problem).code, 'notFound')
      assert.match(answer.text, /There is nothing at this address/)
    })
  }

  for (const path of ['/healthz', '/readyz', '/api/v1/network', '/api/v1/indices/BME14']) {
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      it(`is told what ${path} takes instead of ${method.toUpperCase()}`, async () => {
        const answer = await request(app)[method](path)
        assert.equal(answer.status, 405)
        assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
        assert.match(answer.text, /This address takes GET, HEAD, OPTIONS only\./)
      })
    }

    it(`may ask ${path} what it takes`, async () => {
      const answer = await request(app).options(path)
      assert.equal(answer.status, 204)
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
    })

    it(`may look at the head of ${path} only`, async () => {
      const answer = await request(app).head(path === '/api/v1/indices/BME14' ? `${path}?height=1` : path)
      assert.equal(answer.status, 200)
      assert.equal(answer.text, undefined)
    })
  }

  it('is told that its address is malformed', async () => {
    const answer = await request(app).get('/api/v1/indices/%E0%A4%A?height=1')
    assert.equal(answer.status, 400)
    assert.equal((answer.body as Problem).code, 'malformedRequest')
  })

  const BODIES = [
    { body: '{"open', type: 'application/json', status: 400, says: 'The body is not valid JSON.' },
    { body: `"${'x'.repeat(70_000)}"`, type: 'application/json', status: 413, says: 'Send at most 64 kB.' },
    { body: '{}', type: 'application/json; charset=latin1', status: 415, says: 'Send JSON in UTF-8.' },
  ]
  for (const { body, type, status, says } of BODIES) {
    it(`is told what is wrong with its body: ${says}`, async () => {
      const answer = await request(app).post('/api/v1/network').set('Content-Type', type).send(body)
      assert.equal(answer.status, status)
      assert.equal((answer.body as Problem).detail, says)
    })
  }
})
