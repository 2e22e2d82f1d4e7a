import { Refusal } from '../domain/refusals.ts'
import { changeNegotiation, steppedNegotiation } from './changeNegotiation.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord } from './ports/negotiation.ts'
import { canWithdraw, refuseUnlessOnTable, standingFor } from './standing.ts'

export interface WithdrawOffer {
  readonly by: AccountId
  readonly negotiationId: string
  readonly version: number
}

/**
 * Takes one's own offer off the table; a broker, an introduction that neither party has taken over.
 *
 * Refuses: `negotiationUnknown`, `notYours`; `notYourTurn` somebody else's offer, which is declined; `offerSuperseded`,
 *          `offerExpired`, `alreadyAwarded`, `rfqClosed`, `transitionForbidden`.
 */
export async function withdrawOffer(ports: Ports, command: WithdrawOffer): Promise<NegotiationRecord> {
  const { by, negotiationId, version } = command
  const { role, ...standing } = await standingFor(ports, command)
  return changeNegotiation(ports.negotiations, negotiationId, (negotiation) => {
    const now = { ...standing, negotiation }
    refuseUnlessOnTable(now, version, 'withdraw')
    if (!canWithdraw(now, role)) throw new Refusal('notYourTurn')
    return steppedNegotiation(negotiation, 'withdraw', { cause: 'withdrawn', at: standing.asOf, actor: by })
  })
}
