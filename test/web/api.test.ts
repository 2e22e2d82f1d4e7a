import assert from 'node:assert/strict'
import request from 'supertest'
import type { FixingStore } from '../../server/desk/ports.ts'
import type { ReadIndexValue } from '../../server/desk/queries/readIndexValue.ts'
import { readIndexValue } from '../../server/desk/queries/readIndexValue.ts'
import type { DifficultyEpoch } from '../../server/domain/index/epochs.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { fakeApp, fakeDesk, fakeLog, INDEX_VALUE, NETWORK } from './fakeDesk.ts'

describe('where the contracts stand', () => {
  it('is told as the desk knows it, fresh each time because its clock moves', async () => {
    const answer = await request(fakeApp(fakeDesk(), fakeLog())).get('/api/v1/network')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, NETWORK)
    assert.equal(answer.headers['cache-control'], 'no-cache')
  })
})

/** The desk's own query, over a chain of which only the first epoch is known. */
const knowingTheFirstEpoch = fakeDesk({
  readIndexValue: (asked) => {
    const fixings = { read: async () => null } as unknown as FixingStore
    return readIndexValue(
      { index: { kind: 'epoch-table', epochs: async () => [FIRST_EPOCH] }, fixings, proofs: null, log: fakeLog() },
      asked,
    )
  },
})

const FIRST_EPOCH: DifficultyEpoch = {
  firstHeight: 0,
  bits: 0x1d00ffff,
  firstTime: 1_231_006_505,
  lastTime: null,
  firstHash: null,
  lastHash: null,
  isTimeEstimated: false,
}

describe('an index value', () => {
  async function askFor(address: string) {
    const asked: ReadIndexValue[] = []
    const desk = fakeDesk({
      readIndexValue: async (wanted) => {
        asked.push(wanted)
        return INDEX_VALUE
      },
    })
    return { answer: await request(fakeApp(desk, fakeLog())).get(address), asked }
  }

  it('is asked for by the height of any block of its epoch', async () => {
    const { answer, asked } = await askFor('/api/v1/indices/BME14?height=573000')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, INDEX_VALUE)
    assert.deepEqual(asked, [{ series: 'BME14', height: 573_000 }])
  })

  it('is asked for by UTC day', async () => {
    const { asked } = await askFor('/api/v1/indices/BME84?date=2021-05-13')
    assert.deepEqual(asked, [{ series: 'BME84', date: '2021-05-13' }])
  })

  it('may be kept for some minutes, and asked for again without being sent again', async () => {
    const { answer } = await askFor('/api/v1/indices/BME14?height=573000')
    assert.equal(answer.headers['cache-control'], 'public, max-age=300')
    const again = await request(fakeApp(fakeDesk(), fakeLog()))
      .get('/api/v1/indices/BME14?height=573000')
      .set('If-None-Match', answer.headers.etag!)
    assert.equal(again.status, 304)
  })

  it('that is not final yet is asked for again each time', async () => {
    const desk = fakeDesk({ readIndexValue: async () => ({ ...INDEX_VALUE, final: false }) })
    const answer = await request(fakeApp(desk, fakeLog())).get('/api/v1/indices/BME14?date=2026-01-01')
    assert.equal(answer.headers['cache-control'], 'no-cache')
  })

  const MALFORMED = [
    { query: '', code: 'heightOrDate', says: 'Give either height or date' },
    { query: '?height=573000&date=2021-05-13', code: 'heightOrDate', says: 'Give either height or date' },
    { query: '?hieght=573000', code: 'heightOrDate', says: 'Give either height or date' },
    { query: '?height=abc', code: 'malformedQuery', says: 'Enter height as the height of a block' },
    { query: '?height=', code: 'malformedQuery', says: 'Enter height as the height of a block' },
    { query: '?height=-1', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=1.5', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=1e5', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=0x10', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=%20573000', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=99999999999999999999', code: 'malformedQuery', says: 'a whole number from 0' },
    { query: '?height=1&height=2', code: 'malformedQuery', says: 'Give height once.' },
    { query: '?date=2021-05-13&date=2021-05-14', code: 'malformedQuery', says: 'Give date once.' },
    { query: '?height=abc&date=1&date=2', code: 'malformedQuery', says: 'Give date once.' },
    { query: '?date=2021-02-30', code: 'notADate', says: '2021-02-30 is not a day.' },
    { query: '?date=2021-02-29', code: 'notADate', says: '2021-02-29 is not a day.' },
    { query: '?date=2021-13-01', code: 'notADate', says: '2021-13-01 is not a day.' },
    { query: '?date=13.05.2021', code: 'notADate', says: 'Enter a day as YYYY-MM-DD' },
    { query: '?date=2021-5-3', code: 'notADate', says: 'Enter a day as YYYY-MM-DD' },
    { query: '?date=2021-05-13T00:00:00Z', code: 'notADate', says: 'Enter a day as YYYY-MM-DD' },
    { query: '?date=', code: 'notADate', says: 'Enter a day as YYYY-MM-DD' },
  ]
  for (const { query, code, says } of MALFORMED) {
    it(`is not guessed from ${query === '' ? 'no query at all' : query}`, async () => {
      const answer = await request(fakeApp(knowingTheFirstEpoch, fakeLog())).get(`/api/v1/indices/BME14${query}`)
      assert.equal(answer.status, 400)
      assert.match(answer.headers['content-type']!, /^application\/problem\+json/)
      const problem = answer.body as { code: string; detail: string }
      assert.equal(problem.code, code)
      assert.ok(problem.detail.includes(says), problem.detail)
    })
  }

  it('of the very first epoch is what one TH/s would have found at difficulty 1', async () => {
    // 86 400 s · 10¹² hashes/s / 2³² hashes per block · 50 BTC
    const answer = await request(fakeApp(knowingTheFirstEpoch, fakeLog())).get('/api/v1/indices/BME14?height=2015')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, {
      series: 'BME14',
      unit: 'BTC/TH/day',
      value: '1005828380.584716796875000000',
      height: 0,
      date: '2009-01-03',
      source: 'epoch-table',
      final: true,
    })
  })

  for (const query of ['height=2016', 'date=2009-01-02', 'date=2009-01-04', 'date=9999-12-31']) {
    it(`is not known from one epoch alone for ${query}`, async () => {
      const answer = await request(fakeApp(knowingTheFirstEpoch, fakeLog())).get(`/api/v1/indices/BME14?${query}`)
      assert.equal(answer.status, 404)
      assert.match(answer.text, /There is no value of BME14 for that height or day/)
    })
  }

  it('before or after what is known is not there', async () => {
    const desk = fakeDesk({ readIndexValue: () => Promise.reject(new Refusal('indexUnknown', { series: 'BME28' })) })
    const answer = await request(fakeApp(desk, fakeLog())).get('/api/v1/indices/BME28?height=100')
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.body, {
      type: 'urn:hashdesk:problem:indexUnknown',
      title: 'No index value',
      status: 404,
      detail: 'There is no value of BME28 for that height or day: it lies before or after what is known.',
      instance: '/api/v1/indices/BME28',
      code: 'indexUnknown',
      facts: { series: 'BME28' },
    })
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  it('of a series nobody publishes is not there either', async () => {
    const desk = fakeDesk({ readIndexValue: () => Promise.reject(new Refusal('seriesUnknown', { series: 'BME15' })) })
    const answer = await request(fakeApp(desk, fakeLog())).get('/api/v1/indices/BME15?height=573000')
    assert.equal(answer.status, 404)
    assert.match(answer.text, /BME15 is not an index series\. The series are BME14, BME28, BME56, BME84 and BME168\./)
  })
})
