import { Refusal } from '../domain/refusals.ts'
import { changeNegotiation, steppedNegotiation } from './changeNegotiation.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { DeclineReason, NegotiationRecord } from './ports/negotiation.ts'
import { canDecline, refuseUnlessOnTable, standingForParty } from './standing.ts'

export interface DeclineOffer {
  readonly by: AccountId
  readonly negotiationId: string
  readonly version: number
  readonly reason: DeclineReason
}

/**
 * Turns down what is on the table: the other party's offer, or what a broker wrote for both.
 *
 * Refuses: `negotiationUnknown`, `notYours`; `notYourTurn` one's own offer, which is withdrawn; `offerSuperseded`, `offerExpired`,
 *          `alreadyAwarded`, `rfqClosed`, `transitionForbidden`.
 */
export async function declineOffer(ports: Ports, command: DeclineOffer): Promise<NegotiationRecord> {
  const { by, negotiationId, version, reason } = command
  const { role, ...standing } = await standingForParty(ports, command)
  return changeNegotiation(ports.negotiations, negotiationId, (negotiation) => {
    const now = { ...standing, negotiation }
    refuseUnlessOnTable(now, version, 'decline')
    if (!canDecline(now, role)) throw new Refusal('notYourTurn')
    const told = { cause: reason, at: standing.asOf, actor: by }
    return { ...steppedNegotiation(negotiation, 'decline', told), declinedFor: reason }
  })
}
