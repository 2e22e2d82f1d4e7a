/** Builders of people and of what they negotiate: a valid whole, of which a test names only what matters. */
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { linkWallet } from '../../server/desk/linkWallet.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import { challengeWallet } from '../../server/desk/challengeWallet.ts'
import { publishRfq } from '../../server/desk/publishRfq.ts'
import { registerAccount } from '../../server/desk/registerAccount.ts'
import type { RfqDraft } from '../../server/desk/rfqDraft.ts'
import { submitQuote } from '../../server/desk/submitQuote.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord, TermSheetVersion } from '../../server/desk/ports/negotiation.ts'
import type { TermSheet } from '../../server/domain/terms/termSheet.ts'
import type { Address, Hex } from '../../server/domain/terms/terms.ts'
import { sign } from './deals.ts'
import { proofBy } from './peopleInMemory.ts'
import type { World } from './ports.ts'
import { BUYER, SELLER, someTerms } from './terms.ts'

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
    isAuditor: false,
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

type Desk = Pick<World, 'ports'>

/** A person who has an account, with these wallets linked. */
export async function aPerson({ ports }: Desk, name: string, wallets: readonly Address[] = []): Promise<Account> {
  const account = await registerAccount(ports, {
    email: `${name.replaceAll(' ', '.')}@example.com`,
    name,
    role: 'miner',
    password: 'a long enough password',
    from: '192.0.2.1',
  })
  for (const wallet of wallets) await link({ ports }, account, wallet)
  return (await ports.accounts.read(account.id))!
}

/** Links a wallet as its owner would. */
export async function link({ ports }: Desk, { id: by }: Pick<Account, 'id'>, address: Address): Promise<Account> {
  const site = { domain: 'desk.example', origin: 'https://desk.example' }
  const { message, nonce } = await challengeWallet(ports, { by, address, ...site, statement: 'Link this wallet.' })
  return linkWallet(ports, { by, message, signature: proofBy(address, message), domain: site.domain, nonce })
}

/** A request to sell on the golden run's terms, open for an hour, except for what is named. */
export function aDraft(wanted: Partial<RfqDraft> = {}): RfqDraft {
  return {
    side: 'seller',
    sheet: aSheet(),
    wishedRate: null,
    visibility: 'public',
    invited: [],
    isPseudonymous: false,
    expiresAt: NOW + 3_600,
    ...wanted,
  }
}

/** A published request of `by`. */
export async function aPublishedRfq({ ports }: Desk, by: Account, wanted: Partial<RfqDraft> = {}): Promise<RfqRecord> {
  return publishRfq(ports, { by: by.id, draft: aDraft(wanted) })
}

/** A firm quote of `by`, good for an hour, on the request's own terms except for what is named. */
export async function aQuote(
  { ports }: Desk,
  by: Account,
  rfq: RfqRecord,
  { expiresAt = NOW + 3_600, ...wanted }: Partial<TermSheet> & { readonly expiresAt?: number } = {},
): Promise<NegotiationRecord> {
  const sheet = { ...rfq.sheet, ...wanted }
  return submitQuote(ports, { by: by.id, rfqId: rfq.id, sheet, expiresAt, address: null })
}

/** A miner and a fund who agreed on the golden run's terms, except for what is named, signed them and opened the deal. */
export async function aDealOfTwo(
  world: World,
  wanted: Parameters<typeof someTerms>[0] = {},
): Promise<{
  readonly miner: Account
  readonly fund: Account
  readonly id: Hex
}> {
  const miner = await aPerson(world, 'Andes Mining', [SELLER])
  const fund = await aPerson(world, 'Borealis Capital', [BUYER])
  const quote = await aQuote(world, fund, await aPublishedRfq(world, miner, { sheet: aSheet(wanted) }))
  const agreed = await acceptOffer(world.ports, { by: miner.id, negotiationId: quote.id, version: 1, address: null })
  const deal = await world.ports.deals.read(agreed.dealId!)
  await sign(world, deal!, 'seller')
  await sign(world, deal!, 'buyer')
  await openDeal(world.ports, { dealId: deal!.id, actor: 'desk' })
  await enginePass(world.ports)
  return { miner, fund, id: deal!.id }
}
