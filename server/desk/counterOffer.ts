import type { TermSheet } from '../domain/terms/termSheet.ts'
import type { Address } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { knownAccount } from './changeAccount.ts'
import { changeNegotiation } from './changeNegotiation.ts'
import { checkDeadline, checkSheet } from './checkSheet.ts'
import { refuseIfNothingChanged, signingAddress, withOffer } from './offers.ts'
import type { Offer } from './offers.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord } from './ports/negotiation.ts'
import { refuseUnlessOnTable, standingForParty } from './standing.ts'

export interface CounterOffer {
  readonly by: AccountId
  readonly negotiationId: string
  /** The number of the version that the form was drawn from. */
  readonly version: number
  readonly sheet: TermSheet
  /** Desk time; inclusive. */
  readonly expiresAt: Instant
  /** The linked wallet that would sign; null: the first one, if there is one. */
  readonly address: Address | null
}

/**
 * Puts the next version of the term sheet on the table: an answer to the other party's offer, or one's own offer replaced, which ends
 * the older one just as well.
 *
 * Refuses: `negotiationUnknown`, `notYours`; `offerSuperseded` if a newer version than the form's is on the table; `offerExpired`,
 *          `alreadyAwarded`, `rfqClosed`, `transitionForbidden`; whatever is wrong with the term sheet or the deadline;
 *          `walletMissing`, `nothingChanged`, `tooManyRounds`.
 */
export async function counterOffer(ports: Ports, command: CounterOffer): Promise<NegotiationRecord> {
  const { by, version, sheet, expiresAt } = command
  const { role, ...standing } = await standingForParty(ports, command)
  refuseUnlessOnTable(standing, version, 'counter')
  await checkSheet(ports, sheet, standing.negotiation.address.broker)
  checkDeadline(expiresAt, sheet, standing.asOf)
  const address = signingAddress(await knownAccount(ports.accounts, by), command.address)
  const offer: Offer = { sheet, by: role, at: standing.asOf, expiresAt, address }
  return changeNegotiation(ports.negotiations, command.negotiationId, (negotiation) => {
    refuseUnlessOnTable({ ...standing, negotiation }, version, 'counter')
    refuseIfNothingChanged(negotiation, offer)
    return withOffer(negotiation, 'counter', offer, { cause: 'countered', actor: by })
  })
}
