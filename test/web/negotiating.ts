/** People at the web door of a real desk, with an outside in memory: each with a browser that keeps the desk's token. */
import { createDesk } from '../../server/desk/desk.ts'
import type { Desk } from '../../server/desk/desk.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { aWorld } from '../support/deals.ts'
import { aPerson } from '../support/negotiations.ts'
import { BUYER, SELLER, STRANGER } from '../support/terms.ts'
import type { World } from '../support/ports.ts'
import { signedInAs } from './signedInAs.ts'
import type { Browser } from './signedInAs.ts'

export interface Negotiating {
  readonly world: World
  readonly desk: Desk
  readonly andes: Account
  readonly cedar: Account
  readonly delta: Account
  readonly lindqvist: Account
  /** The browser of somebody. */
  at(who: Account): Browser
}

/** A miner and a buyer with wallets, another buyer without one, and a broker. 14 May 2021 00:10 UTC, one fixing made. */
export async function negotiating(): Promise<Negotiating> {
  const world = await aWorld()
  const andes = await aPerson(world, 'Andes Mining', [SELLER])
  const cedar = await aPerson(world, 'Cedar Street', [BUYER])
  const delta = await aPerson(world, 'Delta Fund')
  const lindqvist = await aPerson(world, 'Lindqvist OTC', [STRANGER])
  const desk = createDesk(world.ports)
  return { world, desk, andes, cedar, delta, lindqvist, at: (who) => signedInAs(who, desk) }
}

/** What a form on a page would send as it stands: every field with what is in it, and the first choice of every group. */
export function formOn(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [, tag = ''] of html.matchAll(/<input ([^>]*)>/g)) {
    const name = attribute(tag, 'name')
    const isOff = /type='(?:radio|checkbox)'/.test(tag) && !tag.includes(' checked')
    if (name !== null && name !== '_csrf' && !isOff) fields[name] = attribute(tag, 'value') ?? ''
  }
  for (const [, tag = '', options = ''] of html.matchAll(/<select ([^>]*)>(.*?)<\/select>/gs)) {
    const chosen = /<option value='([^']*)' selected>/.exec(options) ?? /<option value='([^']*)'>/.exec(options)
    const name = attribute(tag, 'name')
    if (name !== null) fields[name] = chosen?.[1] ?? ''
  }
  return fields
}

function attribute(tag: string, name: string): string | null {
  return new RegExp(`(?:^|\\s)${name}='([^']*)'`).exec(tag)?.[1] ?? null
}

/** The words of a page without its tags. */
export function wordsOn(html: string): string {
  return html
    .replace(/<(script|style|svg)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&#x3D;/g, '=')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
}
