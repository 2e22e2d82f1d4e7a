/** Browsers of people on the web door over a fake desk: with a session, its cookie and its form token, as if they had signed in. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Express } from 'express'
import { MemoryStore } from 'express-session'
import request from 'supertest'
import type { Test } from 'supertest'
import type { Account, Role } from '../../server/desk/ports/accounts.ts'
import type { WebDesk, WebParts } from '../../server/web/parts.ts'
import { anAccount } from '../support/negotiations.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

export interface Browser {
  readonly app: Express
  get(address: string): Test
  /** Sends a form of the desk: with the token of the browser's session. */
  post(address: string, fields?: Readonly<Record<string, string>>): Test
  /** Sends what a script of the desk sends. */
  postJson(address: string, body?: object): Test
}

/** Somebody of each kind. */
export const PEOPLE: Readonly<Record<Role, Account>> = {
  miner: anAccount({ id: 'andes', name: 'Andes Mining', role: 'miner' }),
  buyer: anAccount({ id: 'cedar', name: 'Cedar Street Capital', role: 'buyer' }),
  broker: anAccount({ id: 'lindqvist', name: 'Lindqvist OTC', role: 'broker' }),
}

/**
 * The browser of `who`, signed in on a desk of which only the verbs and queries in `desk` answer; `different` are other parts of the door.
 *
 *     const answer = await signedInAs('miner', { readPortfolio: async () => … }).get('/portfolio')
 */
export function signedInAs(
  who: Role | Account,
  desk: Partial<WebDesk> = {},
  different: Partial<WebParts> = {},
): Browser {
  const account = typeof who === 'string' ? PEOPLE[who] : who
  const knowing = { readAccount: async (id: string) => (id === account.id ? account : null), ...desk }
  return browser(knowing, different, { passport: { user: account.id } })
}

/** The browser of somebody who has not signed in, with a session all the same: as after reading a page with a form. */
export function aVisitor(desk: Partial<WebDesk> = {}, different: Partial<WebParts> = {}): Browser {
  return browser(desk, different, {})
}

const SECRET = 'a secret of the tests'

function browser(desk: Partial<WebDesk>, different: Partial<WebParts>, remembered: object): Browser {
  const store = new MemoryStore()
  const [id, token] = [randomUUID(), randomUUID()]
  const session = { cookie: { originalMaxAge: null }, csrfToken: token, ...remembered }
  store.set(id, session)
  const app = fakeApp(fakeDesk(desk), fakeLog(), { sessions: { store, secret: SECRET }, ...different })
  const cookie = `hashdesk=${encodeURIComponent(signed(id))}`
  return {
    app,
    get: (address) => request(app).get(address).set('Cookie', cookie),
    post: (address, fields = {}) =>
      request(app)
        .post(address)
        .set('Cookie', cookie)
        .type('form')
        .send({ _csrf: token, ...fields }),
    postJson: (address, body = {}) =>
      request(app).post(address).set('Cookie', cookie).set('X-CSRF-Token', token).accept('application/json').send(body),
  }
}

/** A session's name as express-session signs it. */
function signed(id: string): string {
  return `s:${id}.${createHmac('sha256', SECRET).update(id).digest('base64').replace(/=+$/, '')}`
}
