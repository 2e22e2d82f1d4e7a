/**
 * Replay files as desks served them. goldenRun.json: `npm run demo -- --seed 7 --replay-file test/replay/goldenRun.json`, on attested
 * fixings. provenDeal.json: the deal that matures on proven ones in test/wiring/provenOnly.test.ts, on real headers of January and
 * February 2024.
 */
import { readFileSync } from 'node:fs'
import { signerOf } from '../../server/replay/hashes.ts'
import type { SignerOf } from '../../server/replay/hashes.ts'

export const REAL_FILE = new URL('goldenRun.json', import.meta.url)
export const PROVEN_FILE = new URL('provenDeal.json', import.meta.url)

/** A copy of the file for a test to tamper with. */
export function aRealFile(file = REAL_FILE): Tampered {
  return JSON.parse(readFileSync(file, 'utf8')) as Tampered
}

/** What the tests that forge a whole story take hold of. */
export interface Tampered {
  deal: {
    terms: Record<string, unknown>
    signatures: { seller: { signature: string; by: string } } | null
    digest: string
  }
  index: { source: { threshold: number; reporters: string[] } }
  blocks: { number: number; timestamp: number; time: string; header: string | null }[]
  fixings: { value: string; cumulative: string; provenance: { reports: { value: string; signature: string }[] } }[]
  facts: {
    block: number
    event: Record<string, unknown>
    ledger: string | null
    after: { balance: { seller: string; buyer: string } } | null
  }[]
  results: { valuations: unknown[]; end: { balance: { seller: string } } }
}

const known = new Map<string, ReturnType<SignerOf>>()

/** Who signed what, found out once: the same signatures are looked at a thousand times. */
export const rememberedSigner: SignerOf = (digest, signature) => {
  const key = `${digest} ${signature}`
  const signer = known.has(key) ? known.get(key)! : signerOf(digest, signature)
  known.set(key, signer)
  return signer
}
