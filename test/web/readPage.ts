/** A page of the desk as somebody reads it. */
import request from 'supertest'
import { createDesk } from '../../server/desk/desk.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { World } from '../support/ports.ts'
import { signedInAs } from '../support/visitor.ts'
import { fakeApp, fakeLog } from './fakeDesk.ts'

/** What the desk answers to `viewer`, or to somebody who is not signed in, who asks for a page. */
export async function answerTo(
  { ports }: Pick<World, 'ports'>,
  viewer: Account | null,
  path: string,
  language = 'en',
): Promise<request.Response> {
  const app = signedInAs(
    () => viewer,
    () => fakeApp(createDesk(ports), fakeLog()),
  )
  return request(app).get(path).set('Accept', 'text/html').set('Cookie', `language=${language}`)
}

/** The words of a page without its marks, numbers in one piece, one space between words. */
export function textOf(html: string): string {
  return html
    .replace(/<span class='tail'>|<\/span>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x3D;/g, '=')
    .replace(/\s+/g, ' ')
}

/** What stands in the page itself, below what is around every page. */
export function mainOf(html: string): string {
  return html.replace(/^[\s\S]*<main/, '<main')
}
