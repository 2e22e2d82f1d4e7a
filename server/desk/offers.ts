import type { NegotiationEvent } from '../domain/deal/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import { changedFields } from '../domain/terms/termSheet.ts'
import type { Address } from '../domain/terms/terms.ts'
import { lastVersion, steppedNegotiation } from './changeNegotiation.ts'
import type { Told } from './changeRfq.ts'
import type { Account } from './ports/accounts.ts'
import type { NegotiationRecord, TermSheetVersion } from './ports/negotiation.ts'
import { MOST_VERSIONS } from './standing.ts'

/** A version before it has its number. */
export type Offer = Omit<TermSheetVersion, 'number'>

/**
 * The account that a party's offer names: the linked wallet it chose, or else its first one; null while it has linked none.
 *
 * Refuses: `walletMissing` a wallet that is not linked to it.
 */
export function signingAddress({ addresses }: Account, chosen: Address | null): Address | null {
  if (chosen !== null && !addresses.includes(chosen)) throw new Refusal('walletMissing', { address: chosen })
  return chosen ?? addresses[0] ?? null
}

/**
 * The negotiation with `offer` on the table, after the step of its life that puts it there.
 *
 * Refuses: `tooManyRounds`, `transitionForbidden`.
 */
export function withOffer(
  negotiation: NegotiationRecord,
  event: NegotiationEvent,
  offer: Offer,
  told: Pick<Told, 'cause' | 'actor'>,
): NegotiationRecord {
  const { versions, address } = negotiation
  if (versions.length >= MOST_VERSIONS) throw new Refusal('tooManyRounds', { most: MOST_VERSIONS })
  return {
    ...steppedNegotiation(negotiation, event, { ...told, at: offer.at }),
    versions: [...versions, { ...offer, number: versions.length + 1 }],
    address: { ...address, [offer.by]: offer.address ?? address[offer.by] },
    declinedFor: null,
  }
}

/**
 * Refuses an offer that says what the one on the table says. Whoever made that one may also give it another deadline.
 *
 * Refuses: `nothingChanged`.
 */
export function refuseIfNothingChanged(negotiation: NegotiationRecord, offer: Offer): void {
  const last = lastVersion(negotiation)
  const isExtended = last.by === offer.by && last.expiresAt !== offer.expiresAt
  if (!isExtended && changedFields(last.sheet, offer.sheet).length === 0) throw new Refusal('nothingChanged')
}
