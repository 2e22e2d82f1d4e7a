import { isFresh } from '../margin/freshness.ts'
import { readableValue } from '../margin/value.ts'
import { lastDay } from '../terms/schedule.ts'
import { initialMargin, otherSide, penalty } from '../terms/terms.ts'
import type { Address, BySide, Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { divDown, max, min } from '../units/rounding.ts'
import type { Instant } from '../units/time.ts'
import { LARGEST_BALANCE, credited } from './accounts.ts'
import { claimOf, withClaim, withoutClaim } from './claims.ts'
import { PHASE_LIFECYCLE, transition } from './lifecycle.ts'
import { ledgerOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { NO_PROPOSALS } from './phase.ts'
import type { EscrowState } from './phase.ts'

/** What taking the defaulter's side over comes to at one moment. Amounts in base units of the deal's token. */
export interface TakeoverTerms {
  /** The defaulter's side: the one that is taken over. */
  readonly side: Side
  /** What the taker pays in. */
  readonly deposit: BaseUnits
  /** What of the penalty goes to the taker's account. */
  readonly reward: BaseUnits
  /** What the honouring party's account gets at once: everything unpaid, and the rest of the penalty. */
  readonly toHonouring: BaseUnits
  /** What is left to the defaulter, as a claim. */
  readonly leftover: BaseUnits
  /** The accounts afterwards. */
  readonly balance: BySide<BaseUnits>
}

/**
 * The takeover of the defaulter's side at a value `value` that the seller owes the buyer on all unsettled days.
 *
 *   v = defaulter is the seller ? V : −V          C = the defaulter's account
 *   e = C − unpaid − v                            what the account would keep if it paid everything it owes
 *   p = min(max(0, e), penalty)                   the penalty, as far as it is there
 *   reward  = p · (now − start of the window) / (2 · takeoverSeconds)
 *   deposit = initialMargin + max(0, −v) + max(0, −e)
 *
 *   C + deposit = unpaid + (p − reward) + (initialMargin + max(0, v) + reward) + max(0, e − p)
 *
 * The honouring party gets what is unpaid and p − reward, and keeps a deal whose other account holds its initial margin and
 * exposure again. The reward is at most half the penalty: a defaulter who takes its own side over by another hand still pays.
 *
 * Units:    base units of the deal's token.
 * Rounding: the reward down, against the taker, who chose the moment.
 * Source:   term sheet, clause "Default"; escrow semantics, `takeOver`.
 */
export function takeoverTermsAt(terms: Terms, state: EscrowState, value: bigint, at: Instant): TakeoverTerms {
  const { balance, callSide: side, unpaid } = state
  const owed = side === 'seller' ? value : -value
  const kept = balance[side] - unpaid - owed
  const penaltyThere = min(max(0n, kept), penalty(terms, side))
  const reward = rewardAt(terms, state, penaltyThere, at)
  const toHonouring = unpaid + penaltyThere - reward
  const margin = initialMargin(terms, side)
  const honouring = credited(balance, otherSide(side), toHonouring)
  return {
    side,
    deposit: baseUnits(margin + max(0n, -owed) + max(0n, -kept)),
    reward: baseUnits(reward),
    toHonouring: baseUnits(toHonouring),
    leftover: baseUnits(max(0n, kept - penaltyThere)),
    balance: { ...honouring, [side]: baseUnits(margin + max(0n, owed) + reward) },
  }
}

/** The taker's share of the penalty: nothing in the window's first second, growing evenly, at most half in its last. */
function rewardAt({ takeoverSeconds }: Terms, state: EscrowState, penaltyThere: bigint, at: Instant): bigint {
  const sinceStart = at - windowStart(takeoverSeconds, state)
  return divDown(penaltyThere * BigInt(sinceStart), 2n * BigInt(takeoverSeconds))
}

function windowStart(takeoverSeconds: number, { cureBy }: EscrowState): Instant {
  return cureBy - takeoverSeconds
}

/** The takeover window of a defaulted deal, both ends included; null where there is none. */
export function takeoverWindow(
  { takeoverSeconds }: Pick<Terms, 'takeoverSeconds'>,
  state: EscrowState,
): { readonly from: Instant; readonly until: Instant } | null {
  if (state.phase !== 'defaulted') return null
  return { from: windowStart(takeoverSeconds, state), until: state.cureBy }
}

/** Whether the default is still anyone's to take over: in the window, and a day of the deal is left to be fixed. */
export function isInWindow(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): boolean {
  return state.phase === 'defaulted' && now <= state.cureBy && !areAllDaysFixed(terms, readings)
}

/** Whether nothing of the deal is left that somebody could take over. */
export function areAllDaysFixed(terms: Terms, readings: IndexReadings): boolean {
  const latest = readings.latest()
  return latest !== null && latest.day >= lastDay(terms)
}

/** What taking over comes to now. Refuses: `notInWindow`, `indexStale`, `indexUnreadable`, `balanceTooLarge`. */
export function takeoverTerms(terms: Terms, state: EscrowState, readings: IndexReadings, now: Instant): TakeoverTerms {
  if (!isInWindow(terms, state, readings, now)) throw new Refusal('notInWindow', { phase: state.phase })
  if (!isFresh(terms, readings, now)) throw new Refusal('indexStale')
  const comesTo = takeoverTermsAt(terms, state, readableValue(terms, state.periodsSettled, readings), now)
  if (comesTo.balance.seller + comesTo.balance.buyer > LARGEST_BALANCE) throw new Refusal('balanceTooLarge')
  return comesTo
}

/** Somebody who steps into the defaulter's side. */
export interface Takeover {
  readonly taker: Address
  /** The most it will pay in: the mark may move while its transaction is on its way. */
  readonly maxDeposit: bigint
}

/**
 * Steps into the defaulter's side for a deposit: the deal lives on, with a new owner there. Anyone but the honouring party may.
 *
 * Refuses: `notInWindow`, `indexStale`, `indexUnreadable`, `balanceTooLarge`, `honouringSideCannotTakeOver`, `depositAboveLimit`.
 * Source:  term sheet, clause "Default"; DealEscrow.takeOver.
 */
export function takeOver(
  terms: Terms,
  state: EscrowState,
  readings: IndexReadings,
  now: Instant,
  { taker, maxDeposit }: Takeover,
): Outcome {
  const { side, balance, ...told } = takeoverTerms(terms, state, readings, now)
  if (taker === state.owner[otherSide(side)]) throw new Refusal('honouringSideCannotTakeOver')
  const { deposit, leftover } = told
  if (deposit > maxDeposit) throw new Refusal('depositAboveLimit', { deposit, limit: maxDeposit })
  const previous = state.owner[side]
  const after: EscrowState = {
    ...withClaim(state, previous, leftover),
    phase: transition(PHASE_LIFECYCLE, state.phase, 'takeOver'),
    balance,
    owner: { ...state.owner, [side]: taker },
    callSide: 'seller',
    cureBy: 0,
    due: baseUnits(0n),
    unpaid: baseUnits(0n),
    proposal: NO_PROPOSALS,
  }
  return { state: after, events: [{ name: 'takenOver', side, taker, previous, ...told, ledger: ledgerOf(after) }] }
}

/** The defaulter's side is anyone's to take over for `takeoverSeconds` from `now`; offers to end the deal are off the table. */
export function opensWindow(terms: Terms, state: EscrowState, now: Instant): Outcome {
  const until = now + terms.takeoverSeconds
  const defaulted: EscrowState = {
    ...state,
    phase: transition(PHASE_LIFECYCLE, state.phase, 'default'),
    cureBy: until,
    due: baseUnits(0n),
    proposal: NO_PROPOSALS,
  }
  const opened = { name: 'windowOpened', defaulter: state.callSide, until, ledger: ledgerOf(defaulted) } as const
  return { state: defaulted, events: [opened] }
}

/**
 * Pays `holder` everything that takeovers of its sides left it, whatever the phase.
 *
 * Refuses: `nothingToClaim`.
 * Source:  term sheet, clause "Default"; DealEscrow.withdrawClaim.
 */
export function withdrawClaim(state: EscrowState, holder: Address, to: Address): Outcome {
  const amount = claimOf(state, holder)
  if (amount === 0n) throw new Refusal('nothingToClaim')
  const after = withoutClaim(state, holder)
  return { state: after, events: [{ name: 'claimWithdrawn', holder, to, amount, ledger: ledgerOf(after) }] }
}
