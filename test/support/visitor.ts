/** Somebody at the web door, without a password: what passport would have found in the session. */
import express from 'express'
import type { Express } from 'express'
import request from 'supertest'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { Address } from '../../server/domain/terms/terms.ts'

/** An account that has linked `address`. */
export function accountOf(name: string, address: Address, role: Account['role'] = 'miner'): Account {
  const id = name.toLowerCase().replaceAll(' ', '-')
  return {
    id,
    email: `${id}@example.com`,
    name,
    role,
    passwordHash: '',
    addresses: [address],
    isOperator: false,
    isAuditor: false,
    isDemo: false,
    createdAt: 0,
    version: 1,
  }
}

/** The same web door for somebody who is signed in; nobody while `whom` says null. */
export function signedInAs(whom: () => Account | null, app: () => Express): Express {
  const outer = express()
  outer.use((req, res, next) => {
    const user = whom()
    if (user !== null) Object.assign(req, { user })
    app()(req, res, next)
  })
  return outer
}

/** A browser with cookies, and the token that a page gave it for its forms. */
export async function browserAt(app: Express, path: string) {
  const agent = request.agent(app)
  const page = await agent.get(path).set('Accept', 'text/html')
  const token = /name='_csrf' value='([^']+)'/.exec(page.text)?.[1] ?? ''
  const post = (to: string, body: object) =>
    agent.post(to).set('Accept', 'application/json').set('x-csrf-token', token).send(body)
  return { agent, page, post }
}
