import { Refusal } from '../domain/refusals.ts'
import type { TermSheet } from '../domain/terms/termSheet.ts'
import type { Address } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { knownAccount } from './changeAccount.ts'
import { changeNegotiation, lastVersion, steppedNegotiation } from './changeNegotiation.ts'
import { knownRfq } from './changeRfq.ts'
import { checkDeadline, checkSheet } from './checkSheet.ts'
import { closeOffer, endingDue } from './closeOffers.ts'
import { refuseIfNothingChanged, signingAddress, withOffer } from './offers.ts'
import type { Offer } from './offers.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from './ports/negotiation.ts'
import { rfqInSight } from './rfqInSight.ts'

export interface SubmitQuote {
  readonly by: AccountId
  readonly rfqId: string
  readonly sheet: TermSheet
  /** Desk time; inclusive. */
  readonly expiresAt: Instant
  /** The linked wallet that would sign; null: the first one, if there is one. */
  readonly address: Address | null
}

/**
 * Answers a request with a firm quote. Each quoter has one negotiation with the requester: a second quote is its next version, while
 * the first is on the table and after it left it, but never over an answer of the requester.
 *
 * Refuses: `rfqUnknown` a request the quoter may not see; `ownRfq`; `rfqClosed` after its deadline; whatever is wrong with the term
 *          sheet or the deadline; `walletMissing`, `offerSuperseded`, `nothingChanged`, `tooManyRounds`.
 */
export async function submitQuote(ports: Ports, command: SubmitQuote): Promise<NegotiationRecord> {
  const { by, sheet, expiresAt } = command
  const [rfq, account, at] = await Promise.all([
    rfqInSight(ports.rfqs, command.rfqId, by),
    knownAccount(ports.accounts, by),
    ports.clock.asOf(),
  ])
  refuseUnlessQuotable(rfq, by, at)
  await checkSheet(ports, sheet)
  checkDeadline(expiresAt, sheet, at)
  const offer: Offer = { sheet, by: 'quoter', at, expiresAt, address: signingAddress(account, command.address) }
  const known = await ports.negotiations.readByQuoter(rfq.id, by)
  if (known !== null) return quotedAgain(ports, known, rfq, offer)

  const begun = begunBy(ports, rfq, by, offer)
  const there = await ports.negotiations.insert(begun)
  // The same quoter was faster in another window: this is its second quote.
  if (there.id !== begun.id) return quotedAgain(ports, there, rfq, offer)
  return stillWelcome(ports, there, at)
}

/** Refuses: `ownRfq`, and `rfqClosed` a request that takes no quotes: not any more, or because a broker wrote it for its two parties. */
function refuseUnlessQuotable(rfq: RfqRecord, by: AccountId, asOf: Instant): void {
  if (rfq.requester === by) throw new Refusal('ownRfq')
  if (rfq.awardedTo !== null) throw new Refusal('alreadyAwarded')
  const isOpen = rfq.state === 'open' && asOf <= rfq.expiresAt && rfq.introducedBy === null
  if (!isOpen) throw new Refusal('rfqClosed', { state: rfq.state })
}

function begunBy(ports: Ports, rfq: RfqRecord, quoter: AccountId, offer: Offer): NegotiationRecord {
  const event = { before: 'offered', event: 'quote', after: 'offered', cause: 'quoted' } as const
  return {
    id: ports.ids.next(),
    rfqId: rfq.id,
    requester: rfq.requester,
    quoter,
    introducedBy: null,
    requesterSide: rfq.side,
    state: 'offered',
    versions: [{ ...offer, number: 1 }],
    address: { requester: null, quoter: offer.address, broker: null },
    declinedFor: null,
    salt: ports.ids.salt(),
    dealId: null,
    events: [{ ...event, at: offer.at, actor: quoter }],
    version: 1,
  }
}

async function quotedAgain(
  ports: Ports,
  known: NegotiationRecord,
  rfq: RfqRecord,
  offer: Offer,
): Promise<NegotiationRecord> {
  return changeNegotiation(ports.negotiations, known.id, (read) => {
    const negotiation = expiredIfDue(read, rfq, offer.at)
    const told = { cause: 'quoted again', actor: negotiation.quoter }
    if (negotiation.state !== 'offered') return withOffer(negotiation, 'quoteAgain', offer, told)
    const last = lastVersion(negotiation)
    if (last.by !== 'quoter') throw new Refusal('offerSuperseded', { latest: last.number })
    refuseIfNothingChanged(negotiation, offer)
    return withOffer(negotiation, 'counter', offer, told)
  })
}

/** The negotiation, expired if it should be: the engine may not have come round yet. */
function expiredIfDue(negotiation: NegotiationRecord, rfq: RfqRecord, asOf: Instant): NegotiationRecord {
  const cause = endingDue(negotiation, rfq, asOf)
  return cause === null ? negotiation : steppedNegotiation(negotiation, 'expire', { cause, at: asOf, actor: 'desk' })
}

/** The first quote of a quoter, taken off the table again if the request was closed while it was on its way. */
async function stillWelcome(ports: Ports, quote: NegotiationRecord, asOf: Instant): Promise<NegotiationRecord> {
  const rfq = await knownRfq(ports.rfqs, quote.rfqId)
  if (rfq.state === 'open') return quote
  await closeOffer(ports, quote, rfq, asOf)
  throw new Refusal(rfq.awardedTo === null ? 'rfqClosed' : 'alreadyAwarded', { state: rfq.state })
}
