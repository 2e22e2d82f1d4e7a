import type { BaseUnits } from '../units/baseUnits.ts'
import type { Instant } from '../units/time.ts'
import type { Address, BySide, Side } from '../terms/terms.ts'

/** Where a deal's escrow stands on chain, in the order of the contract's enum. */
export const PHASES = ['none', 'open', 'called', 'defaulted', 'closed'] as const
export type Phase = (typeof PHASES)[number]

/** The phases of a deal that has not ended. */
export const LIVE_PHASES = ['open', 'called', 'defaulted'] as const
export type LivePhase = (typeof LIVE_PHASES)[number]

/** Why an escrow closed, in the order of the contract's enum. */
export const CAUSES = ['none', 'matured', 'terminated', 'closedOut', 'unwound'] as const
export type Cause = (typeof CAUSES)[number]

/** A proposal to end the deal: `payment` > 0 is paid by the buyer to the seller. It dies at the next settlement or after a day. */
export interface TerminationProposal {
  readonly payment: BaseUnits
  readonly periodsSettled: number
  readonly proposedAt: Instant
}

/** What somebody may still take although its side is another's now: what a takeover left it. */
export interface Claim {
  readonly holder: Address
  readonly amount: BaseUnits
}

/** No side has offered to end the deal. */
export const NO_PROPOSALS: BySide<null> = { seller: null, buyer: null }

/**
 * Everything an escrow remembers, as the contract shows it. Zero values where nothing is there
 * (`callSide` is kept as 'seller' when no call has been made, like the contract's bit).
 *
 * While defaulted `callSide` is the defaulter and `cureBy` the last second of its takeover window; nothing is due any more, but what
 * it left unpaid stands.
 */
export interface EscrowState {
  readonly phase: Phase
  readonly cause: Cause
  readonly balance: BySide<BaseUnits>
  readonly periodsSettled: number
  readonly callSide: Side
  readonly cureBy: Instant
  readonly due: BaseUnits
  readonly unpaid: BaseUnits
  readonly shortfall: BaseUnits
  readonly proposal: BySide<TerminationProposal | null>
  /** Whose each side is: the parties of the terms, until somebody takes one over. */
  readonly owner: BySide<Address>
  /** What is left to those whose side was taken over, in the order in which they came to it; one for each of them. */
  readonly claims: readonly Claim[]
}

/** Whether the deal is running: settlements, calls and agreed ends are possible. */
export function isLive(state: Pick<EscrowState, 'phase'>): boolean {
  return state.phase === 'open' || state.phase === 'called'
}

/** Whether a call is past its deadline: from then on the default is a fact. The deadline itself still belongs to the called side. */
export function isInDefault(state: Pick<EscrowState, 'phase' | 'cureBy'>, now: Instant): boolean {
  return state.phase === 'called' && now > state.cureBy
}

/** Whether `side` is the one that a running call is on. */
export function isCalled(state: Pick<EscrowState, 'phase' | 'callSide'>, side: Side): boolean {
  return state.phase === 'called' && state.callSide === side
}
