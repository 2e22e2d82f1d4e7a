import { NEGOTIATION_LIFECYCLE, transition } from '../domain/deal/lifecycle.ts'
import type { NegotiationEvent } from '../domain/deal/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import { knownNegotiation, lastVersion } from './changeNegotiation.ts'
import { knownRfq } from './changeRfq.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord, Offerer, RfqRecord } from './ports/negotiation.ts'

/** The most versions of one term sheet. */
export const MOST_VERSIONS = 20

/** A negotiation, its request, and the desk time at which it is looked at. */
export interface Standing {
  readonly negotiation: NegotiationRecord
  readonly rfq: RfqRecord
  readonly asOf: Instant
}

/** What an account is in a negotiation, null for a stranger. */
export function roleOf(
  { requester, quoter, introducedBy }: Pick<NegotiationRecord, 'requester' | 'quoter' | 'introducedBy'>,
  account: AccountId | null,
): Offerer | null {
  if (account === null) return null
  if (account === requester) return 'requester'
  if (account === quoter) return 'quoter'
  return account === introducedBy ? 'broker' : null
}

/** Whether nobody has ended the negotiation, and its last version has not expired. */
export function isOnTable({ negotiation, rfq, asOf }: Standing): boolean {
  const isRunning = negotiation.state === 'introduced' || negotiation.state === 'offered'
  return isRunning && rfq.state === 'open' && asOf <= lastVersion(negotiation).expiresAt
}

/** Whether `role` may make the broker's text a firm offer of its own. */
export function canTakeOver(standing: Standing, role: Offerer | null): boolean {
  return isOnTable(standing) && standing.negotiation.state === 'introduced' && isParty(role)
}

/** Whether `role` may put another version on the table: in answer to the other's offer, or in place of its own. */
export function canCounter(standing: Standing, role: Offerer | null): boolean {
  const { state, versions } = standing.negotiation
  return isOnTable(standing) && state === 'offered' && isParty(role) && versions.length < MOST_VERSIONS
}

/** Whether `role` may accept what is on the table: the other party's offer. */
export function canAccept(standing: Standing, role: Offerer | null): boolean {
  const { negotiation } = standing
  return isOnTable(standing) && negotiation.state === 'offered' && isParty(role) && lastVersion(negotiation).by !== role
}

/** Whether `role` may decline what is on the table: the other party's offer, or what a broker wrote. */
export function canDecline(standing: Standing, role: Offerer | null): boolean {
  return isOnTable(standing) && isParty(role) && lastVersion(standing.negotiation).by !== role
}

/** Whether `role` may take its own offer, or introduction, off the table. */
export function canWithdraw(standing: Standing, role: Offerer | null): boolean {
  return isOnTable(standing) && lastVersion(standing.negotiation).by === role
}

function isParty(role: Offerer | null): boolean {
  return role === 'requester' || role === 'quoter'
}

/** The negotiation as it stands now, and what `by` is in it. Refuses: `negotiationUnknown`; `notYours` to a stranger. */
export async function standingFor(
  ports: Pick<Ports, 'negotiations' | 'rfqs' | 'clock'>,
  { negotiationId, by }: { readonly negotiationId: string; readonly by: AccountId },
): Promise<Standing & { readonly role: Offerer }> {
  const negotiation = await knownNegotiation(ports.negotiations, negotiationId)
  const role = roleOf(negotiation, by)
  if (role === null) throw new Refusal('notYours')
  const [rfq, asOf] = await Promise.all([knownRfq(ports.rfqs, negotiation.rfqId), ports.clock.asOf()])
  return { negotiation, rfq, asOf, role }
}

/** The same for a party: a broker proposes and sees, but binds nobody. Refuses: as `standingFor`, `notYours` to the broker as well. */
export async function standingForParty(
  ports: Pick<Ports, 'negotiations' | 'rfqs' | 'clock'>,
  asked: { readonly negotiationId: string; readonly by: AccountId },
): Promise<Standing & { readonly role: Exclude<Offerer, 'broker'> }> {
  const { role, ...standing } = await standingFor(ports, asked)
  if (role === 'broker') throw new Refusal('notYours')
  return { ...standing, role }
}

/**
 * Refuses an act on anything but the version that is on the table.
 *
 * Refuses: `alreadyAwarded`, `rfqClosed`, `offerExpired`; `offerSuperseded` with the number of the `latest`; `transitionForbidden`
 *          what the negotiation's state does not allow.
 */
export function refuseUnlessOnTable(standing: Standing, version: number, event: NegotiationEvent): void {
  const { negotiation, rfq, asOf } = standing
  if (rfq.awardedTo !== null && rfq.awardedTo !== negotiation.id) throw new Refusal('alreadyAwarded')
  if (negotiation.state === 'expired') throw new Refusal('offerExpired')
  const last = lastVersion(negotiation)
  if (last.number !== version) throw new Refusal('offerSuperseded', { latest: last.number })
  transition(NEGOTIATION_LIFECYCLE, negotiation.state, event)
  if (rfq.state !== 'open') throw new Refusal('rfqClosed', { state: rfq.state })
  if (asOf > last.expiresAt) throw new Refusal('offerExpired', { expiresAt: last.expiresAt })
}
