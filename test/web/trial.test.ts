import assert from 'node:assert/strict'
import request from 'supertest'
import type { Response } from 'supertest'
import { Refusal } from '../../server/domain/refusals.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import type { WebDesk } from '../../server/web/parts.ts'
import { fakeApp } from './fakeDesk.ts'
import { aVisitor, PEOPLE, signedInAs } from './signedInAs.ts'
import { aTrial } from './trialDoor.ts'

const WALLETS: readonly Address[] = [
  '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc',
  '0x976EA74026E726554dB657fA54763abd0C3a0aa9',
]

const KNOWN: Partial<WebDesk> = {
  readAccount: async (id) => Object.values(PEOPLE).find((account) => account.id === id) ?? null,
}

describe('becoming one of the demo people', () => {
  for (const role of ['miner', 'buyer', 'broker'] as const) {
    it(`takes one click for the ${role}, and goes back to the page it was made on`, async () => {
      const browser = aVisitor(KNOWN, aTrial().parts)
      const answer = await browser.post(`/trial/people/${role}`, { back: '/rfqs?side=seller' })
      assert.equal(answer.status, 303)
      assert.equal(answer.headers.location, '/rfqs?side=seller')
      const page = await request(browser.app).get('/wallet').set('Cookie', cookieOf(answer))
      assert.match(page.text, new RegExp(PEOPLE[role].name))
      assert.match(page.text, new RegExp(`<button aria-pressed='true'[^>]*>${role}`, 'i'))
    })
  }

  it('renames the session: one that somebody planted before stays nobody’s', async () => {
    const browser = aVisitor(KNOWN, aTrial().parts)
    await browser.post('/trial/people/miner')
    assert.equal((await browser.get('/wallet')).headers.location, '/sign-in?back=%2Fwallet')
  })

  it('leads to the first page where the page before was the last person’s alone', async () => {
    const readSigning = () => Promise.reject(new Refusal('dealUnknown', { deal: '0x01' }))
    const browser = signedInAs('miner', { ...KNOWN, readSigning }, aTrial().parts)
    const answer = await browser.post('/trial/people/buyer', { back: '/deals/0x01/sign' })
    assert.equal(answer.headers.location, '/deals/0x01/sign')
    const buyer = cookieOf(answer)
    const arrival = await request(browser.app).get('/deals/0x01/sign').set('Cookie', buyer)
    assert.equal(arrival.status, 303)
    assert.equal(arrival.headers.location, '/')
    // Asked for again, it is as it is for anybody: not there.
    const later = await request(browser.app).get('/deals/0x01/sign').set('Cookie', buyer)
    assert.equal(later.status, 404)
  })

  it('leads nowhere outside the desk', async () => {
    const answer = await aVisitor(KNOWN, aTrial().parts).post('/trial/people/miner', { back: '//evil.example' })
    assert.equal(answer.headers.location, '/')
  })

  it('is not there for anybody else', async () => {
    assert.equal((await aVisitor(KNOWN, aTrial().parts).post('/trial/people/operator')).status, 404)
  })

  it('is not done by another site’s form', async () => {
    const answer = await aVisitor(KNOWN, aTrial().parts).post('/trial/people/miner', { _csrf: 'guessed' })
    assert.equal(answer.status, 403)
  })

  it('is offered above the form for signing in, marked as what it is', async () => {
    const answer = await aVisitor(KNOWN, aTrial().parts).get('/sign-in?back=/rfqs')
    const [demo = '', form = ''] = answer.text.split(`action='/sign-in'`)
    assert.match(demo, /Try it as one of the demo people/)
    assert.match(demo, /demo, play money/)
    for (const { name } of Object.values(PEOPLE)) assert.ok(demo.includes(name), name)
    assert.doesNotMatch(form, /trial\/people/)
  })
})

describe('test funds', () => {
  it('go to each wallet of the person who asks', async () => {
    const trial = aTrial()
    const browser = signedInAs({ ...PEOPLE.miner, addresses: WALLETS }, {}, trial.parts)
    const answer = await browser.post('/trial/funds', { back: '/portfolio' })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/portfolio')
    assert.deepEqual(trial.funded, WALLETS)
  })

  it('need a wallet to go to, and say so', async () => {
    const trial = aTrial()
    const answer = await signedInAs('miner', {}, trial.parts).post('/trial/funds')
    assert.equal(answer.status, 409)
    assert.match(answer.text, /Link a wallet first: test funds go to its address\./)
    assert.deepEqual(trial.funded, [])
  })

  it('need somebody to go to', async () => {
    const answer = await aVisitor({}, aTrial().parts).post('/trial/funds').set('Referer', 'http://127.0.0.1/rfqs')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/sign-in?back=%2Frfqs')
  })
})

describe('a desk that is not for trying out', () => {
  const ONLY_FOR_TRYING = [
    '/trial/people/miner',
    '/trial/people/buyer',
    '/trial/people/broker',
    '/trial/funds',
    '/replay/next-event',
    '/replay/advance',
    '/replay/play',
    '/replay/pause',
  ]
  for (const path of ONLY_FOR_TRYING) {
    it(`has nothing at ${path}: for visitors, for people, for programs, with a token or without`, async () => {
      assert.equal((await request(fakeApp()).post(path)).status, 404)
      assert.equal((await request(fakeApp()).get(path)).status, 404)
      assert.equal((await aVisitor().post(path)).status, 404)
      assert.equal((await signedInAs('miner').post(path)).status, 404)
      assert.equal((await signedInAs('miner').postJson(path)).status, 404)
    })
  }

  it('shows no demo people, no bar, no demo wallet, and lets pages ask no node', async () => {
    const answer = await signedInAs('miner').get('/wallet')
    assert.doesNotMatch(answer.text, /trial|class='replay'|demo-wallet/)
    assert.match(answer.headers['content-security-policy']!, /connect-src 'self'(;|$)/)
  })
})

/** The session's cookie that an answer sets. */
function cookieOf(answer: Response): string {
  const cookies = answer.get('Set-Cookie') ?? []
  return cookies.find((cookie) => cookie.startsWith('hashdesk='))?.split(';')[0] ?? ''
}
