import { Refusal } from '../domain/refusals.ts'
import type { Address } from '../domain/terms/terms.ts'
import { knownAccount } from './changeAccount.ts'
import { lastVersion } from './changeNegotiation.ts'
import { changeRfq, steppedRfq } from './changeRfq.ts'
import { checkSheet } from './checkSheet.ts'
import { finishAward } from './finishAward.ts'
import { signingAddress } from './offers.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { Award, NegotiationRecord, RfqRecord } from './ports/negotiation.ts'
import { canAccept, refuseUnlessOnTable, standingForParty } from './standing.ts'
import type { Standing } from './standing.ts'

export interface AcceptOffer {
  readonly by: AccountId
  readonly negotiationId: string
  /** The number of the version that is accepted. */
  readonly version: number
  /** The linked wallet that would sign; null: the first one, if there is one. */
  readonly address: Address | null
}

/**
 * Accepts the other party's offer, and with it awards the request: one of many acceptances takes the lock, and the deal follows from it
 * as soon as both parties have a wallet. Whatever stops the desk after the lock is finished by `expireDue` from the request.
 *
 * Accepting again what one has accepted finds it as it stands.
 *
 * Refuses: `negotiationUnknown`, `notYours`; `alreadyAwarded` to all but the first; `offerSuperseded` anything but the version on the
 *          table; `offerExpired`, `rfqClosed`, `notYourTurn` one's own offer, `transitionForbidden`, `walletMissing`; whatever the
 *          factory would refuse to open by now.
 */
export async function acceptOffer(ports: Ports, command: AcceptOffer): Promise<NegotiationRecord> {
  const { by, version } = command
  const { role, ...standing } = await standingForParty(ports, command)
  const { negotiation, rfq } = standing
  const isAccepted = rfq.awardedTo === negotiation.id && rfq.award?.version === version && rfq.award.by === by
  if (isAccepted) return agreedBy(ports, rfq, version)
  refuseUnlessOnTable(standing, version, 'accept')
  if (!canAccept(standing, role)) throw new Refusal('notYourTurn')
  await checkSheet(ports, lastVersion(negotiation).sheet, negotiation.address.broker)
  const address = signingAddress(await knownAccount(ports.accounts, by), command.address)
  const award: Award = { version, by, address, at: standing.asOf, isFinished: false }
  const locked = await changeRfq(ports.rfqs, rfq.id, (read) => awarded(read, standing, award))
  return agreedBy(ports, locked, version)
}

/** The request with its lock taken for this acceptance. Taken for the same one already: as it is. */
function awarded(rfq: RfqRecord, { negotiation }: Standing, award: Award): RfqRecord {
  if (rfq.awardedTo === negotiation.id && rfq.award?.version === award.version) return rfq
  if (rfq.awardedTo !== null) throw new Refusal('alreadyAwarded')
  if (rfq.state !== 'open') throw new Refusal('rfqClosed', { state: rfq.state })
  const told = { cause: `version ${award.version} accepted`, at: award.at, actor: award.by }
  return { ...steppedRfq(rfq, 'award', told), awardedTo: negotiation.id, award }
}

/** What the award led to. Refuses: what had happened to the offer before the lock was taken; then nobody holds the lock any more. */
async function agreedBy(ports: Ports, rfq: RfqRecord, version: number): Promise<NegotiationRecord> {
  const negotiation = await finishAward(ports, rfq)
  if (negotiation.state === 'agreed') return negotiation
  const asOf = await ports.clock.asOf()
  const open: RfqRecord = { ...rfq, state: 'open', awardedTo: null, award: null }
  refuseUnlessOnTable({ negotiation, rfq: open, asOf }, version, 'accept')
  throw new Refusal('staleVersion')
}
