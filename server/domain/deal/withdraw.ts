import { isFresh } from '../margin/freshness.ts'
import { restoreLevelAt } from '../margin/restoreLevel.ts'
import { readableValue } from '../margin/value.ts'
import { initialMargin, MARKINGS } from '../terms/terms.ts'
import type { Address, Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { Instant } from '../units/time.ts'
import { credited } from './accounts.ts'
import { ledgerOf, unchanged } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isCalled, isInDefault, isLive } from './phase.ts'
import type { EscrowState } from './phase.ts'
import { settle } from './settle.ts'

/** Collateral that the owner of a side takes out. */
export interface Withdrawal {
  readonly side: Side
  readonly to: Address
  readonly amount: BaseUnits
}

/**
 * Pays out of a side's account. Closed: anything up to the balance. Live and range-collateralised: what exceeds initial margin.
 * Live and marked: settles first, so that no loss hides behind a lucky last fixing, then what exceeds initial margin plus exposure.
 *
 * Refuses: `amountZero`, `aboveWithdrawable`, `notLive`, `pastDeadline`, `sideCalled`, `unpaidOutstanding`, `indexStale`,
 *          `indexUnreadable`; then nothing is settled either.
 * Source:  term sheet, clause "Withdrawals"; DealEscrow.withdraw.
 */
export function withdraw(
  terms: Terms,
  state: EscrowState,
  readings: IndexReadings,
  now: Instant,
  { side, to, amount }: Withdrawal,
): Outcome {
  const isSettledFirst = terms.marking === MARKINGS.marked && isLive(state)
  const settled = isSettledFirst ? settle(terms, state, readings, now) : unchanged(state)
  const balance = settled.state.balance[side]
  if (amount <= 0n) throw new Refusal('amountZero')
  const kept = mustKeep(terms, settled.state, side, readings, now)
  if (amount > balance - kept) throw new Refusal('aboveWithdrawable', { amount, balance, mustKeep: kept })
  const after: EscrowState = { ...settled.state, balance: credited(settled.state.balance, side, 0n - amount) }
  return { state: after, events: [...settled.events, { name: 'withdrawn', side, to, amount, ledger: ledgerOf(after) }] }
}

/** What must stay in the account of `side`. */
function mustKeep(terms: Terms, state: EscrowState, side: Side, readings: IndexReadings, now: Instant): bigint {
  if (state.phase === 'closed') return 0n
  if (!isLive(state)) throw new Refusal('notLive', { phase: state.phase })
  if (isInDefault(state, now)) throw new Refusal('pastDeadline', { cureBy: state.cureBy })
  if (isCalled(state, side)) throw new Refusal('sideCalled', { side })
  if (terms.marking === MARKINGS.rangeCollateralised) return initialMargin(terms, side)
  if (state.unpaid > 0n) throw new Refusal('unpaidOutstanding', { unpaid: state.unpaid })
  if (!isFresh(terms, readings, now)) throw new Refusal('indexStale')
  return restoreLevelAt(terms, side, readableValue(terms, state.periodsSettled, readings))
}
