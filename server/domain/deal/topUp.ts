import { otherSide } from '../terms/terms.ts'
import type { Address, Side, Terms } from '../terms/terms.ts'
import { Refusal } from '../refusals.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { min } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { LARGEST_BALANCE, credited } from './accounts.ts'
import type { EscrowEvent } from './chainFacts.ts'
import { isPaidUp, matures } from './maturity.ts'
import { liftsCall } from './marginCall.ts'
import { ledgerOf, unchanged } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isCalled, isInDefault, isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'

/** Collateral that somebody adds to a side's account; anyone may. */
export interface TopUp {
  readonly side: Side
  readonly payer: Address
  readonly amount: BaseUnits
}

/**
 * Adds collateral to a side's account. On the called side what is unpaid is paid on first, to the other side; if nothing is due
 * afterwards, the call is over, and if every period is settled too, the deal has matured. Reads no index.
 *
 * Refuses: `notLive`, `pastDeadline`, `amountZero`, `balanceTooLarge`.
 * Source:  term sheet, clause "Margin"; DealEscrow.topUp.
 */
export function topUp(terms: Terms, state: EscrowState, now: Instant, payment: TopUp): Outcome {
  const { side, amount } = payment
  if (!isLive(state)) throw new Refusal('notLive', { phase: state.phase })
  if (isInDefault(state, now)) throw new Refusal('pastDeadline', { cureBy: state.cureBy })
  if (amount <= 0n) throw new Refusal('amountZero')
  if (state.balance.seller + state.balance.buyer + amount > LARGEST_BALANCE) throw new Refusal('balanceTooLarge')
  if (isCalled(state, side)) return topUpCalled(terms, state, payment)
  const added = { ...state, balance: credited(state.balance, side, amount) }
  return { state: added, events: [toppedUp(added, payment, state)] }
}

function topUpCalled(terms: Terms, state: EscrowState, payment: TopUp): Outcome {
  const { side, amount } = payment
  const passedOn = min(amount, state.unpaid)
  const added: EscrowState = {
    ...state,
    balance: credited(credited(state.balance, side, amount - passedOn), otherSide(side), passedOn),
    unpaid: baseUnits(state.unpaid - passedOn),
    due: baseUnits(state.due - min(amount, state.due)),
  }
  if (isPaidUp(terms, added)) {
    const matured = matures(added)
    return { state: matured.state, events: [toppedUp(added, payment, added), ...matured.events] }
  }
  const after = added.due === 0n ? liftsCall(added) : unchanged(added)
  return { state: after.state, events: [toppedUp(after.state, payment, added), ...after.events] }
}

function toppedUp(
  state: EscrowState,
  payment: TopUp,
  { due, unpaid }: Pick<EscrowState, 'due' | 'unpaid'>,
): EscrowEvent {
  return { name: 'toppedUp', ...payment, due, unpaid, ledger: ledgerOf(state) }
}
