import { TERMS_TYPE } from './terms.ts'
import type { Terms } from './terms.ts'

/** Which confirmation the text belongs to. Another wording of the deal is another template or version, and another hash. */
const CONFIRMATION_TEMPLATE = 'hashdesk-confirmation'
const CONFIRMATION_VERSION = 1

/**
 * The confirmation's canonical text: template id and version, then the terms without `documentHash` as canonical JSON. What people
 * read (page, PDF, translations) are views of it; its keccak-256 is the `documentHash` that both sides sign.
 *
 * Keys in code-unit order, no white space; integers that can exceed 2^53 (uint64 and wider, int128) as decimal strings, smaller
 * ones as numbers; addresses and bytes in lower case, so that the spelling of an account does not change the document.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 */
export function confirmationText(terms: Omit<Terms, 'documentHash'>): string {
  const fields = TERMS_TYPE.map(({ name }) => name).filter((name) => name !== 'documentHash')
  const members = fields.sort().map((name) => `${JSON.stringify(name)}:${canonical(terms[name])}`)
  return `${CONFIRMATION_TEMPLATE} ${CONFIRMATION_VERSION.toString()}\n{${members.join(',')}}`
}

function canonical(value: string | number | bigint): string {
  if (typeof value === 'string') return JSON.stringify(value.toLowerCase())
  return typeof value === 'bigint' ? JSON.stringify(value.toString()) : JSON.stringify(value)
}
