import { randomBytes } from 'node:crypto'
import type { Ids } from '../desk/ports/accounts.ts'

/** Digits and letters that are not taken for one another (Crockford's base 32). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 16

/** Random names: 80 bits for documents, 128 for the salt of a deal, 256 for what is signed with. */
export function createIds(): Ids {
  return {
    next: () => Array.from(randomBytes(LENGTH), (byte) => LETTERS.charAt(byte % LETTERS.length)).join(''),
    secret: () => randomBytes(32).toString('hex'),
    salt: () => BigInt(`0x${randomBytes(16).toString('hex')}`),
  }
}
