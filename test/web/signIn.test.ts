import assert from 'node:assert/strict'
import request from 'supertest'
import type { Response } from 'supertest'
import type { RegisterAccount } from '../../server/desk/registerAccount.ts'
import type { SignIn } from '../../server/desk/signIn.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import type { WebDesk } from '../../server/web/parts.ts'
import { fakeApp } from './fakeDesk.ts'
import { aVisitor, PEOPLE, signedInAs } from './signedInAs.ts'

const ANDES = PEOPLE.miner

/** A desk that knows Andes Mining by e-mail address and password. */
function aDesk(): Partial<WebDesk> & { readonly asked: SignIn[] } {
  const asked: SignIn[] = []
  return {
    asked,
    readAccount: async (id) => (id === ANDES.id ? ANDES : null),
    signIn: async (command) => {
      asked.push(command)
      if (command.email === ANDES.email && command.password === 'a long enough password') return ANDES
      throw new Refusal('credentialsWrong')
    },
  }
}

const CREDENTIALS = { email: ANDES.email, password: 'a long enough password' }

describe('signing in', () => {
  it('goes back to the page it was asked on, as somebody', async () => {
    const browser = aVisitor(aDesk())
    const answer = await browser.post('/sign-in', { ...CREDENTIALS, back: '/deals/0x01?period=2' })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/deals/0x01?period=2')
    const page = await request(browser.app).get('/').set('Cookie', cookieOf(answer))
    assert.match(page.text, /Andes Mining/)
    assert.match(page.text, /Sign out/)
  })

  it('gives the session a new name: one that somebody planted before stays nobody’s', async () => {
    const browser = aVisitor(aDesk())
    const answer = await browser.post('/sign-in', CREDENTIALS)
    assert.notEqual(cookieOf(answer), '')
    const planted = await browser.get('/')
    assert.doesNotMatch(planted.text, /Andes Mining/)
  })

  it('tells the desk where the attempt comes from', async () => {
    const desk = aDesk()
    await aVisitor(desk).post('/sign-in', CREDENTIALS).set('X-Forwarded-For', '203.0.113.7')
    assert.deepEqual(
      desk.asked.map(({ from }) => from),
      ['203.0.113.7'],
    )
  })

  const WRONG = [
    { fields: { email: ANDES.email, password: 'wrong' }, because: 'the password is wrong' },
    { fields: { email: 'nobody@example.com', password: 'a long enough password' }, because: 'nobody is known' },
    { fields: { email: '', password: '' }, because: 'nothing was typed' },
  ]
  for (const { fields, because } of WRONG) {
    it(`is answered with one and the same sentence when ${because}, and what was typed is kept but the password`, async () => {
      const answer = await aVisitor(aDesk()).post('/sign-in', { ...fields, back: '/rfqs' })
      assert.equal(answer.status, 422)
      assert.match(answer.text, /E-mail address and password do not belong together\./)
      assert.ok(answer.text.includes(`value='${fields.email}'`))
      assert.doesNotMatch(answer.text, /value='(wrong|a long enough password)'/)
      assert.ok(answer.text.includes(`name='back' value='/rfqs'`))
    })
  }

  it('says for how long it is locked, in the reader’s language', async () => {
    const desk = { signIn: () => Promise.reject(new Refusal('lockedOut', { minutes: 14 })) }
    const answer = await aVisitor(desk).post('/sign-in', CREDENTIALS)
    assert.equal(answer.status, 429)
    assert.match(answer.text, /Too many attempts\. Try again later, in 14 min\./)
    const chinese = await aVisitor(desk).post('/sign-in', CREDENTIALS).set('Accept-Language', 'zh-CN')
    assert.match(chinese.text, /还需 14 分钟/)
  })

  for (const back of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\/evil.example',
    '/%09/evil.example\n',
    'javascript:alert(1)',
    '/rfqs\r\nSet-Cookie: x=y',
    '/..//evil.example',
    '',
  ]) {
    it(`leads to the first page, not to ${JSON.stringify(back)}`, async () => {
      const answer = await aVisitor(aDesk()).post('/sign-in', { ...CREDENTIALS, back })
      assert.equal(answer.headers.location, '/')
      const link = await signedInAs('miner').get(`/sign-in?back=${encodeURIComponent(back)}`)
      assert.equal(link.headers.location, '/')
    })
  }

  it('has nothing to ask of somebody who is in already', async () => {
    const answer = await signedInAs('miner').get('/sign-in?back=/rfqs')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/rfqs')
  })

  it('is not done by a form that another site sent', async () => {
    const desk = aDesk()
    const answer = await aVisitor(desk).post('/sign-in', { ...CREDENTIALS, _csrf: 'guessed' })
    assert.equal(answer.status, 403)
    assert.deepEqual(desk.asked, [])
  })

  it('is refused for a form of another shape', async () => {
    assert.equal((await aVisitor(aDesk()).post('/sign-in', { email: ANDES.email })).status, 400)
  })

  it('is asked for again when the session has ended meanwhile, and leads back to the page of the form', async () => {
    const answer = await request(fakeApp())
      .post('/rfqs')
      .set('Host', '127.0.0.1:3000')
      .set('Referer', 'http://127.0.0.1:3000/rfqs/new?side=seller')
      .set('Accept', 'text/html')
      .type('form')
      .send({ _csrf: 'of a session that is gone' })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/sign-in?back=%2Frfqs%2Fnew%3Fside%3Dseller')
  })

  it('offers demo people on a desk for trying out only', async () => {
    const answer = await aVisitor().get('/sign-in')
    assert.doesNotMatch(answer.text, /demo people/)
  })
})

describe('an account that is gone', () => {
  it('leaves a session of nobody', async () => {
    const answer = await signedInAs('miner', { readAccount: async () => null }).get('/')
    assert.equal(answer.status, 200)
    assert.doesNotMatch(answer.text, /Sign out/)
  })
})

describe('signing out', () => {
  it('ends the session: its name is worth nothing afterwards', async () => {
    const browser = signedInAs('miner')
    assert.match((await browser.get('/')).text, /Andes Mining/)
    const answer = await browser.post('/sign-out')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/')
    assert.doesNotMatch((await browser.get('/')).text, /Andes Mining/)
  })

  it('is done by a button, not by a link', async () => {
    assert.equal((await signedInAs('miner').get('/sign-out')).status, 405)
  })
})

describe('opening an account', () => {
  const FORM = { email: 'new@example.com', name: 'New Power', password: 'a long enough password', role: 'buyer' }

  it('signs its owner in, in a new session, and goes on to the wallet, which may wait', async () => {
    const asked: RegisterAccount[] = []
    const browser = aVisitor({
      readAccount: async () => ANDES,
      registerAccount: async (command) => {
        asked.push(command)
        return ANDES
      },
    })
    const answer = await browser
      .post('/sign-up', { ...FORM, back: '/rfqs/new', isOperator: 'true' })
      .set('X-Forwarded-For', '203.0.113.7')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/wallet?back=%2Frfqs%2Fnew')
    // A browser without scripts proposes no time zone, and none is guessed.
    assert.deepEqual(asked, [{ ...FORM, timeZone: null, from: '203.0.113.7' }])
    assert.match((await request(browser.app).get('/').set('Cookie', cookieOf(answer))).text, /Andes Mining/)
    assert.doesNotMatch((await browser.get('/')).text, /Andes Mining/)
  })

  it('chooses the role that a door of the first page stands for', async () => {
    const answer = await aVisitor().get('/sign-up?role=broker')
    assert.match(answer.text, /value='broker' checked/)
    assert.match((await aVisitor().get('/sign-up?role=king')).text, /value='miner' checked/)
  })

  const REFUSED: { code: RefusalCode; facts?: Refusal['facts']; field: string; says: RegExp }[] = [
    { code: 'emailInvalid', field: 'email', says: /Enter an e-mail address such as/ },
    { code: 'emailTaken', field: 'email', says: /There is an account with this e-mail address already/ },
    { code: 'nameInvalid', field: 'name', says: /Enter a name of 2 to 60 characters/ },
    { code: 'passwordTooShort', facts: { least: 12 }, field: 'password', says: /of at least 12 characters/ },
  ]
  for (const { code, facts = {}, field, says } of REFUSED) {
    it(`says what to enter where the ${field} is refused (${code}), and keeps what was typed`, async () => {
      const desk = { registerAccount: () => Promise.reject(new Refusal(code, facts)) }
      const answer = await aVisitor(desk).post('/sign-up', FORM)
      assert.equal(answer.status, 422)
      assert.match(answer.text, says)
      assert.ok(answer.text.includes(`href='#${field}'`))
      assert.match(answer.text, new RegExp(`id='${field}'[^>]*aria-invalid='true'`))
      assert.match(answer.text, /value='New Power'/)
      assert.match(answer.text, /value='buyer' checked/)
      assert.doesNotMatch(answer.text, /value='a long enough password'/)
    })
  }

  it('prints what was typed as text', async () => {
    const desk = { registerAccount: () => Promise.reject(new Refusal('nameInvalid')) }
    const answer = await aVisitor(desk).post('/sign-up', { ...FORM, name: `'><script>alert(1)</script>` })
    assert.doesNotMatch(answer.text, /<script>alert/)
  })

  it('knows no other roles', async () => {
    assert.equal((await aVisitor().post('/sign-up', { ...FORM, role: 'operator' })).status, 400)
  })
})

/** The session's cookie that an answer sets. */
function cookieOf(answer: Response): string {
  const cookies = answer.get('Set-Cookie') ?? []
  return cookies.find((cookie) => cookie.startsWith('hashdesk='))?.split(';')[0] ?? ''
}
