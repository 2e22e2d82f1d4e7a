import type { Address } from '../domain/terms/terms.ts'
import { knownAccount } from './changeAccount.ts'
import { changeNegotiation, lastVersion } from './changeNegotiation.ts'
import { checkSheet } from './checkSheet.ts'
import { signingAddress, withOffer } from './offers.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord } from './ports/negotiation.ts'
import { refuseUnlessOnTable, standingForParty } from './standing.ts'

export interface TakeOverIntroduction {
  readonly by: AccountId
  readonly negotiationId: string
  readonly version: number
  /** The linked wallet that would sign; null: the first one, if there is one. */
  readonly address: Address | null
}

/**
 * Makes what a broker wrote a firm offer of the party that takes it over, unchanged and with the same deadline. The other party
 * accepts, counters or declines it like any offer.
 *
 * Refuses: `negotiationUnknown`, `notYours`; `offerSuperseded`, if the other was faster; `offerExpired`, `alreadyAwarded`,
 *          `rfqClosed`, `transitionForbidden`, `walletMissing`; whatever is wrong with the term sheet by now.
 */
export async function takeOverIntroduction(ports: Ports, command: TakeOverIntroduction): Promise<NegotiationRecord> {
  const { by, negotiationId, version } = command
  const { role, ...standing } = await standingForParty(ports, command)
  const { sheet, expiresAt } = lastVersion(standing.negotiation)
  refuseUnlessOnTable(standing, version, 'takeOver')
  await checkSheet(ports, sheet, standing.negotiation.address.broker)
  const address = signingAddress(await knownAccount(ports.accounts, by), command.address)
  return changeNegotiation(ports.negotiations, negotiationId, (negotiation) => {
    refuseUnlessOnTable({ ...standing, negotiation }, version, 'takeOver')
    const offer = { sheet, by: role, at: standing.asOf, expiresAt, address }
    return withOffer(negotiation, 'takeOver', offer, { cause: 'taken over', actor: by })
  })
}
