/** Builders of people and of what they negotiate: a valid whole, of which a test names only what matters. */
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord, TermSheetVersion } from '../../server/desk/ports/negotiation.ts'
import type { TermSheet } from '../../server/domain/terms/termSheet.ts'
import { SELLER, someTerms } from './terms.ts'

/** The golden run's terms as they are negotiated, except for what is named. */
export function aSheet(wanted: Parameters<typeof someTerms>[0] = {}): TermSheet {
  const { seller, buyer, oracle, broker, documentHash, salt, ...sheet } = someTerms(wanted)
  return sheet
}

export function anAccount(wanted: Partial<Account> = {}): Account {
  const id = wanted.id ?? 'andes'
  return {
    id,
    email: `${id}@example.com`,
    name: 'Andes Mining',
    role: 'miner',
    passwordHash: 'hash of a good password',
    addresses: [],
    isOperator: false,
    isDemo: false,
    createdAt: 1_700_000_000_000,
    version: 1,
    ...wanted,
  }
}

/** 14 May 2021 00:10 UTC. */
const NOW = 1_620_951_000

export function anRfq(wanted: Partial<RfqRecord> = {}): RfqRecord {
  return {
    id: 'rfq',
    requester: 'andes',
    side: 'seller',
    sheet: aSheet(),
    wishedRate: null,
    visibility: 'public',
    invited: [],
    isPseudonymous: false,
    introducedBy: null,
    expiresAt: NOW + 3_600,
    state: 'open',
    awardedTo: null,
    award: null,
    createdAt: NOW,
    events: [{ before: 'draft', event: 'publish', after: 'open', cause: 'published', at: NOW, actor: 'andes' }],
    version: 1,
    ...wanted,
  }
}

export function aVersion(wanted: Partial<TermSheetVersion> = {}): TermSheetVersion {
  return { number: 1, sheet: aSheet(), by: 'quoter', at: NOW, expiresAt: NOW + 3_600, address: SELLER, ...wanted }
}

export function aNegotiation(wanted: Partial<NegotiationRecord> = {}): NegotiationRecord {
  return {
    id: 'negotiation',
    rfqId: 'rfq',
    requester: 'andes',
    quoter: 'borealis',
    introducedBy: null,
    requesterSide: 'seller',
    state: 'offered',
    versions: [aVersion()],
    address: { requester: null, quoter: SELLER, broker: null },
    declinedFor: null,
    salt: 2n ** 128n - 1n,
    dealId: null,
    events: [{ before: 'offered', event: 'quote', after: 'offered', cause: 'quoted', at: NOW, actor: 'borealis' }],
    version: 1,
    ...wanted,
  }
}
