import { cashOfOwners } from '../../domain/deal/cash.ts'
import type { Cash } from '../../domain/deal/cash.ts'
import type { EscrowFact } from '../../domain/deal/chainFacts.ts'
import { isLive } from '../../domain/deal/phase.ts'
import type { Standing } from '../../domain/deal/possibleActs.ts'
import { exposure } from '../../domain/margin/exposure.ts'
import { headroom } from '../../domain/margin/headroom.ts'
import type { Headroom } from '../../domain/margin/headroom.ts'
import { requirement } from '../../domain/margin/requirement.ts'
import { restoreLevelAt } from '../../domain/margin/restoreLevel.ts'
import { unsettledValue } from '../../domain/margin/value.ts'
import { withdrawable } from '../../domain/margin/withdrawable.ts'
import { initialMargin } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { max } from '../../domain/units/rounding.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'

/** One side's account in an escrow, and what is asked of it. Null where the index cannot be read. */
export interface AccountView {
  readonly side: Side
  readonly balance: BaseUnits
  readonly initialMargin: BaseUnits
  readonly requirement: BaseUnits | null
  readonly restore: BaseUnits | null
  readonly exposure: BaseUnits | null
  /** What of the requirement the balance does not hold. */
  readonly short: BaseUnits
  readonly withdrawable: BaseUnits
  readonly headroom: Headroom
  /** What the deal is worth to the side if it ended now: negative where it would owe. */
  readonly worth: bigint | null
  readonly cash: Cash
}

/** The account of `side` at this moment. */
export function accountView(
  { terms, state, readings, now }: Standing,
  facts: readonly EscrowFact[],
  side: Side,
): AccountView {
  const balance = state.balance[side]
  const value = state.phase === 'closed' ? 0n : unsettledValue(terms, state.periodsSettled, readings)
  const required = requirement(terms, state, side, readings)
  return {
    side,
    balance,
    initialMargin: initialMargin(terms, side),
    requirement: required,
    // In a takeover window nothing is asked of anybody; what the deal is worth goes on.
    restore: value === null ? null : restoreLevelAt(terms, side, isLive(state) ? value : 0n),
    exposure: exposure(terms, state, side, readings),
    short: baseUnits(required === null ? 0n : max(0n, required - balance)),
    withdrawable: withdrawable(terms, state, side, readings, now),
    headroom: headroom(terms, state, side, readings, now),
    worth: value === null ? null : side === 'buyer' ? value : -value,
    cash: cashOfOwners(terms, facts, state.balance, side).present,
  }
}
