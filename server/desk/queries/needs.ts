import { nextStep } from '../../domain/deal/nextStep.ts'
import type { NoticeKind } from '../../domain/deal/notices.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import type { IndexReadings } from '../../domain/index/readings.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import { formerSides, sideOf } from '../partyTo.ts'
import type { DealRecord } from '../ports.ts'
import { lastVersion } from '../changeNegotiation.ts'
import { canAccept, canTakeOver, roleOf } from '../standing.ts'
import type { Standing } from '../standing.ts'
import type { Account, AccountId } from '../ports/accounts.ts'
import type { NegotiationRecord, TermSheetVersion } from '../ports/negotiation.ts'

/** Something that waits for one account, and until when; null: it does not run out. */
export type Need = { readonly by: Instant | null } & (DealNeed | NegotiationNeed)

export type DealNeed = { readonly deal: DealRecord; readonly side: Side } & (
  | { readonly kind: 'sign' | 'open' | 'unwind' }
  /** `withdrawClaim`: what a takeover of the side left it. */
  | { readonly kind: 'meetCall' | 'withdraw' | 'withdrawClaim'; readonly amount: BaseUnits }
  /** What it was warned of, and what would have to be added as it stood then; 0: a small move would bring the call. */
  | { readonly kind: WarningKind; readonly amount: BaseUnits }
  /** `payment` > 0: paid by the buyer to the seller. */
  | { readonly kind: 'answerTermination'; readonly payment: bigint }
)

type WarningKind = Exclude<NoticeKind, 'reminder'>

export interface NegotiationNeed {
  /** `linkWallet`: agreed, and no deal until the account has a wallet to sign with. */
  readonly kind: 'answerOffer' | 'takeOver' | 'linkWallet'
  readonly negotiation: NegotiationRecord
  /** The version on the table. */
  readonly offer: TermSheetVersion
}

type Viewer = Pick<Account, 'addresses'>

/** What a deal needs of `viewer` now. */
export function dealNeeds(deal: DealRecord, viewer: Viewer, readings: IndexReadings, asOf: Instant): readonly Need[] {
  const side = sideOf(deal, viewer)
  const { chain } = deal
  if (chain === null) return side === null ? [] : signingNeeds(deal, side, asOf)
  const own = side === null ? [] : escrowNeeds({ ...deal, state: chain.state }, deal, side, readings, asOf)
  return [...own, ...(side === null ? [] : warningNeeds(deal, side)), ...claimNeeds(deal, viewer)]
}

/** The warnings that hold, while no call runs. A halving for which nothing more is needed is no need. */
function warningNeeds(deal: DealRecord, side: Side): readonly Need[] {
  if (deal.chain?.state.phase !== 'open') return []
  const holding = deal.notices?.filter((notice) => notice.side === side && notice.until === null) ?? []
  return holding.flatMap(({ kind, amount, by }): readonly Need[] =>
    kind === 'reminder' || (kind === 'halving' && amount === 0n) ? [] : [{ kind, deal, side, amount, by }],
  )
}

/** What takeovers left to the viewer waits for it, whoever has its side now. */
function claimNeeds(deal: DealRecord, { addresses }: Viewer): readonly Need[] {
  const side = formerSides(deal).findLast(({ address }) => addresses.includes(address))?.side
  const claims = deal.chain?.state.claims.filter(({ holder }) => addresses.includes(holder)) ?? []
  if (side === undefined) return []
  return claims.map(({ amount }) => ({ kind: 'withdrawClaim', deal, side, amount, by: null }))
}

function signingNeeds(deal: DealRecord, side: Side, asOf: Instant): readonly Need[] {
  const { terms, state, readiness } = deal
  const by = terms.openBy
  if (asOf > by) return []
  if (state === 'signedByBoth') return [{ kind: 'open', deal, side, by }]
  const isUnsigned = (state === 'agreed' || state === 'signedByOne') && readiness[side].signature === null
  return isUnsigned ? [{ kind: 'sign', deal, side, by }] : []
}

function escrowNeeds(
  { terms, state }: Pick<DealRecord, 'terms'> & { readonly state: EscrowState },
  deal: DealRecord,
  side: Side,
  readings: IndexReadings,
  now: Instant,
): readonly Need[] {
  const step = nextStep({ terms, state, readings, now }, side)
  switch (step.kind) {
    case 'meetCall':
      return step.side === side ? [{ kind: 'meetCall', deal, side, amount: step.due, by: step.by }] : []
    case 'answerTermination':
      return step.side === side ? [{ kind: 'answerTermination', deal, side, payment: step.payment, by: step.by }] : []
    case 'withdraw':
      return step.sides.includes(side) ? [{ kind: 'withdraw', deal, side, amount: state.balance[side], by: null }] : []
    case 'unwind':
      return [{ kind: 'unwind', deal, side, by: null }]
    default:
      return []
  }
}

/** What a negotiation needs of `viewer` now. */
export function negotiationNeeds(standing: Standing, viewer: AccountId): readonly Need[] {
  const { negotiation } = standing
  const role = roleOf(negotiation, viewer)
  const offer = lastVersion(negotiation)
  const need = { negotiation, offer, by: offer.expiresAt }
  if (canTakeOver(standing, role)) return [{ ...need, kind: 'takeOver' }]
  if (canAccept(standing, role)) return [{ ...need, kind: 'answerOffer' }]
  const isParty = role === 'requester' || role === 'quoter'
  const isWalletAwaited = isParty && negotiation.state === 'agreed' && negotiation.address[role] === null
  return isWalletAwaited && negotiation.dealId === null ? [{ ...need, kind: 'linkWallet', by: offer.sheet.openBy }] : []
}

/** The most pressing first; what does not run out last. */
export function byDeadline(one: Need, other: Need): number {
  return (one.by ?? Infinity) - (other.by ?? Infinity) || 0
}
