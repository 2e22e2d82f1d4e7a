import { otherSide } from '../terms/terms.ts'
import type { Side } from '../terms/terms.ts'
import { Refusal } from '../refusals.ts'
import { baseUnits } from '../units/baseUnits.ts'
import { abs } from '../units/rounding.ts'
import { SECONDS_PER_DAY } from '../units/time.ts'
import type { Instant } from '../units/time.ts'
import { LARGEST_BALANCE, transferred } from './accounts.ts'
import { closed } from './closed.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isLive } from './phase.ts'
import type { EscrowState, TerminationProposal } from './phase.ts'

/**
 * Offers the other side to end the deal now for `payment` (positive: the buyer pays the seller); replaces an earlier offer of the
 * same side. Allowed even past the deadline of a call.
 *
 * Refuses: `notLive`; `premiumTooLarge` a payment no account can hold.
 * Source:  term sheet, clause "Early termination"; DealEscrow.proposeTermination.
 */
export function proposeTermination(state: EscrowState, side: Side, payment: bigint, now: Instant): Outcome {
  if (!isLive(state)) throw new Refusal('notLive', { phase: state.phase })
  if (abs(payment) > LARGEST_BALANCE) throw new Refusal('premiumTooLarge', { payment })
  const offer: TerminationProposal = {
    payment: baseUnits(payment),
    periodsSettled: state.periodsSettled,
    proposedAt: now,
  }
  return {
    state: { ...state, proposal: { ...state.proposal, [side]: offer } },
    events: [{ name: 'terminationProposed', side, payment }],
  }
}

/**
 * `side` accepts the other side's standing offer of exactly `payment`: it is paid, anything unpaid is waived, the deal is closed.
 *
 * Refuses: `notLive`, `proposalMissing`, `proposalExpired` (older than a day), `proposalDifferent`, `payerCannotPay`.
 * Source:  term sheet, clause "Early termination"; DealEscrow.acceptTermination.
 */
export function acceptTermination(state: EscrowState, side: Side, payment: bigint, now: Instant): Outcome {
  if (!isLive(state)) throw new Refusal('notLive', { phase: state.phase })
  refuseOffer(state, state.proposal[otherSide(side)], payment, now)
  const payer = payment > 0n ? 'buyer' : 'seller'
  const amount = abs(payment)
  const balance = state.balance[payer]
  if (balance < amount) throw new Refusal('payerCannotPay', { amount, balance })
  const ended = closed({ ...state, balance: transferred(state.balance, payer, amount) }, 'terminated')
  return { state: ended, events: [{ name: 'terminated', payment, ledger: ledgerOf(ended) }] }
}

function refuseOffer(state: EscrowState, offer: TerminationProposal | null, payment: bigint, now: Instant): void {
  if (offer === null) throw new Refusal('proposalMissing')
  if (!isStanding(state, offer, now)) throw new Refusal('proposalExpired')
  if (offer.payment !== payment) throw new Refusal('proposalDifferent', { proposed: offer.payment })
}

/** Whether an offer can still be accepted: one that outlived a fixing or a day would be a free option. */
export function isStanding(state: EscrowState, offer: TerminationProposal, now: Instant): boolean {
  return offer.periodsSettled === state.periodsSettled && now <= standsUntil(offer)
}

/** The last moment at which an offer may be accepted. */
export function standsUntil(offer: TerminationProposal): Instant {
  return offer.proposedAt + SECONDS_PER_DAY
}

/** `side` takes its offer back. Refuses: `proposalMissing`. */
export function withdrawProposal(state: EscrowState, side: Side): Outcome {
  if (state.proposal[side] === null) throw new Refusal('proposalMissing')
  return {
    state: { ...state, proposal: { ...state.proposal, [side]: null } },
    events: [{ name: 'proposalWithdrawn', side }],
  }
}
