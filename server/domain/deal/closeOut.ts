import { isFresh } from '../margin/freshness.ts'
import { readableValue, unsettledValue } from '../margin/value.ts'
import { otherSide, penalty } from '../terms/terms.ts'
import type { BySide, Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { max, min } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { transferred } from './accounts.ts'
import { closed } from './closed.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { isInDefault } from './phase.ts'
import type { EscrowState } from './phase.ts'
import { areAllDaysFixed, isInWindow, opensWindow } from './takeover.ts'

/** Who pays whom when a deal ends for a default. */
export interface Waterfall {
  /** Positive from the defaulter to the honouring party. */
  readonly paid: bigint
  /** What of the debt the defaulter's account did not hold. A penalty that cannot be paid is not a shortfall. */
  readonly shortfall: BaseUnits
}

/**
 * The penalty rule: the defaulter's account pays what it owes and, on top, the penalty, as far as it reaches.
 *
 *   g = owed + penalty;  g ≥ 0: the defaulter pays min(g, its balance);  g < 0: the honouring party pays min(−g, its balance)
 *   shortfall = max(0, owed − the defaulter's balance)
 *
 * `owed` may be negative: a defaulter who is owed money by the deal gets it, less the penalty.
 *
 * Units:  base units of the deal's token.
 * Source: term sheet, clause "Default"; escrow semantics, `closeOut`.
 */
export function waterfall(
  owed: bigint,
  penaltyDue: bigint,
  defaulterBalance: bigint,
  honouringBalance: bigint,
): Waterfall {
  const gross = owed + penaltyDue
  const paid = gross >= 0n ? min(gross, defaulterBalance) : max(gross, 0n - honouringBalance)
  return { paid, shortfall: baseUnits(max(0n, owed - defaulterBalance)) }
}

/** What a close-out comes to, whoever sends it. */
export interface CloseOut extends Waterfall {
  readonly defaulter: Side
  /** m: the value of all unsettled days and what is unpaid; positive when the defaulter owes. */
  readonly owed: bigint
  readonly penalty: BaseUnits
  /** m + P: what the defaulter's account is asked for, however much it holds; negative where it receives. */
  readonly demanded: bigint
  /** The accounts afterwards. */
  readonly balance: BySide<BaseUnits>
}

/**
 * The close-out of the called side at a value `value` that the seller owes the buyer on all unsettled days.
 *
 *   owed = (defaulter is the seller ? V : −V) + unpaid
 *
 * Units:  base units of the deal's token.
 * Source: term sheet, clause "Default"; escrow semantics, `closeOut`.
 */
function closeOutAt(terms: Terms, state: EscrowState, value: bigint): CloseOut {
  const { balance, callSide: defaulter } = state
  const owed = (defaulter === 'seller' ? value : -value) + state.unpaid
  const penaltyDue = penalty(terms, defaulter)
  const { paid, shortfall } = waterfall(owed, penaltyDue, balance[defaulter], balance[otherSide(defaulter)])
  return {
    defaulter,
    owed,
    penalty: penaltyDue,
    demanded: owed + penaltyDue,
    paid,
    shortfall,
    balance: transferred(balance, defaulter, paid),
  }
}

/** What the running call, or the default, leads to if nobody acts and the index stays where it is; null without one, or where the index cannot be read. */
export function closeOutPreview(terms: Terms, state: EscrowState, readings: IndexReadings): CloseOut | null {
  if (state.phase !== 'called' && state.phase !== 'defaulted') return null
  const value = unsettledValue(terms, state.periodsSettled, readings)
  return value === null ? null : closeOutAt(terms, state, value)
}

/**
 * Ends the deal for a call that was not met by its deadline. Settles nothing first: the value nets fixed and future days alike.
 *
 * Where the terms have a takeover window and a day is left to be fixed, the first call only opens that window; the deal is closed out
 * by another once it is over, or once the last day is fixed.
 *
 * Refuses: `notInDefault`, `windowOpen`; `indexStale`, `indexUnreadable` unless every period is settled.
 * Source:  term sheet, clause "Default"; DealEscrow.closeOut.
 */
export function closeOut(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  const isFirst = isInDefault(state, now)
  if (!isFirst && state.phase !== 'defaulted') throw new Refusal('notInDefault', { phase: state.phase })
  if (isInWindow(terms, state, readings, now)) throw new Refusal('windowOpen', { until: state.cureBy })
  refuseStale(terms, state, readings, now)
  if (isFirst && isWindowDue(terms, state, readings)) return opensWindow(terms, state, now)
  const {
    balance,
    demanded: _,
    ...told
  } = closeOutAt(terms, state, readableValue(terms, state.periodsSettled, readings))
  const ended = closed({ ...state, balance, shortfall: told.shortfall }, 'closedOut')
  return { state: ended, events: [{ name: 'closedOut', ...told, ledger: ledgerOf(ended) }] }
}

/** With every period settled nothing is left to value, and the index may be as silent as it likes. */
function refuseStale(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): void {
  if (state.periodsSettled < terms.periods && !isFresh(terms, readings, now)) throw new Refusal('indexStale')
}

function isWindowDue(terms: Terms, state: EscrowState, readings: IndexReadings): boolean {
  return terms.takeoverSeconds > 0 && state.periodsSettled < terms.periods && !areAllDaysFixed(terms, readings)
}
