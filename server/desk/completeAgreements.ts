import { confirmationText } from '../domain/terms/confirmation.ts'
import { termsOf } from '../domain/terms/termSheet.ts'
import { ZERO_ADDRESS } from '../domain/terms/terms.ts'
import type { Address, Terms } from '../domain/terms/terms.ts'
import { keepDeal } from './agreeDeal.ts'
import { changeNegotiation, knownNegotiation, lastVersion } from './changeNegotiation.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord } from './ports/negotiation.ts'
import { tallied } from './tally.ts'
import type { Tally } from './tally.ts'

/** Makes the deals of all agreements, or of those of one account, that only waited for both parties to have a wallet. */
export async function completeAgreements(ports: Ports, concerning: AccountId | null = null): Promise<Tally> {
  const waiting = await ports.negotiations.withoutDeal()
  const theirs = waiting.filter(({ requester, quoter }) => [null, requester, quoter].includes(concerning))
  return tallied(theirs, async (negotiation) => {
    const { dealId } = await completeAgreement(ports, negotiation)
    return dealId !== null
  })
}

/**
 * Makes the deal of an agreement, once the accounts of both parties are known; before that it leaves it as it is.
 *
 * The accounts are written down before the deal is: whoever repeats this makes the same deal.
 */
export async function completeAgreement(ports: Ports, { id }: NegotiationRecord): Promise<NegotiationRecord> {
  const found = await addressesFound(ports, id)
  const { requester, quoter } = found.address
  if (found.dealId !== null || requester === null || quoter === null) return found
  const terms = dealTerms(ports, found, { requester, quoter })
  const deal = await keepDeal(ports, { terms, actor: found.events.at(-1)?.actor ?? 'desk' })
  return changeNegotiation(ports.negotiations, id, (read) =>
    read.dealId === null ? { ...read, dealId: deal.id } : read,
  )
}

/** The negotiation with the first wallet of each party that has linked one by now, where its offers name none. */
async function addressesFound(ports: Ports, id: string): Promise<NegotiationRecord> {
  const negotiation = await knownNegotiation(ports.negotiations, id)
  const { address, requester, quoter } = negotiation
  if (address.requester !== null && address.quoter !== null) return negotiation
  const accounts = await ports.accounts.readMany([requester, quoter])
  const first = new Map(accounts.map(({ id: account, addresses }) => [account, addresses[0] ?? null]))
  return changeNegotiation(ports.negotiations, id, (read) => withAddresses(read, first))
}

function withAddresses(
  negotiation: NegotiationRecord,
  first: ReadonlyMap<AccountId, Address | null>,
): NegotiationRecord {
  const { address } = negotiation
  const requester = address.requester ?? first.get(negotiation.requester) ?? null
  const quoter = address.quoter ?? first.get(negotiation.quoter) ?? null
  if (requester === address.requester && quoter === address.quoter) return negotiation
  return { ...negotiation, address: { ...address, requester, quoter } }
}

function dealTerms(
  { escrows }: Pick<Ports, 'escrows'>,
  negotiation: NegotiationRecord,
  { requester, quoter }: { readonly requester: Address; readonly quoter: Address },
): Terms {
  const isSelling = negotiation.requesterSide === 'seller'
  const parties = {
    seller: isSelling ? requester : quoter,
    buyer: isSelling ? quoter : requester,
    oracle: escrows.network.oracle,
    broker: negotiation.address.broker ?? ZERO_ADDRESS,
    salt: negotiation.salt,
  }
  const { sheet } = lastVersion(negotiation)
  return termsOf(sheet, parties, escrows.documentHashOf(confirmationText(termsOf(sheet, parties))))
}
