import type { BaseUnits } from '../units/baseUnits.ts'
import type { Instant } from '../units/time.ts'
import type { Address, BySide, Hex, Side, Terms } from '../terms/terms.ts'
import type { Cause, Phase } from './phase.ts'

/** Where on the chain a fact stands. A fact whose block is no longer on the chain never happened. */
export interface ChainPoint {
  readonly block: number
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transaction: Hex
  readonly at: Instant
}

/** The packed word every escrow event carries: the account book after the event. `cureBy`: a window's end, while defaulted. */
export interface Ledger {
  readonly phase: Phase
  readonly cause: Cause
  readonly balance: BySide<BaseUnits>
  readonly periodsSettled: number
  readonly callSide: Side
  readonly cureBy: Instant
}

/** What happened, as the escrow's events tell it. Amounts in base units; signed ones are positive from seller to buyer unless said. */
export type EscrowEvent =
  | { readonly name: 'opened'; readonly digest: Hex; readonly terms: Terms }
  /** `amount`: what the period came to, positive when the seller owes; `unpaid`: what of it the payer's balance did not cover. */
  | {
      readonly name: 'settled'
      readonly period: number
      readonly amount: bigint
      readonly unpaid: BaseUnits
      readonly ledger: Ledger
    }
  | { readonly name: 'marginCalled'; readonly side: Side; readonly due: BaseUnits; readonly ledger: Ledger }
  | { readonly name: 'callLifted'; readonly side: Side; readonly ledger: Ledger }
  | {
      readonly name: 'toppedUp'
      readonly side: Side
      readonly payer: Address
      readonly amount: BaseUnits
      readonly due: BaseUnits
      readonly unpaid: BaseUnits
      readonly ledger: Ledger
    }
  | {
      readonly name: 'withdrawn'
      readonly side: Side
      readonly to: Address
      readonly amount: BaseUnits
      readonly ledger: Ledger
    }
  /** `payment` > 0: paid by the buyer to the seller, as a premium is. */
  | { readonly name: 'terminationProposed'; readonly side: Side; readonly payment: bigint }
  | { readonly name: 'proposalWithdrawn'; readonly side: Side }
  | { readonly name: 'terminated'; readonly payment: bigint; readonly ledger: Ledger }
  /** `owed`: m = v + unpaid, positive when the defaulter owes; `paid`: positive from defaulter to honouring party. */
  | {
      readonly name: 'closedOut'
      readonly defaulter: Side
      readonly owed: bigint
      readonly penalty: BaseUnits
      readonly paid: bigint
      readonly shortfall: BaseUnits
      readonly ledger: Ledger
    }
  | {
      readonly name: 'unwound'
      readonly owed: bigint
      readonly paid: bigint
      readonly shortfall: BaseUnits
      readonly ledger: Ledger
    }
  | { readonly name: 'matured'; readonly ledger: Ledger }
  /** A call was not met: until and including `until` anyone may step into the defaulter's side. */
  | { readonly name: 'windowOpened'; readonly defaulter: Side; readonly until: Instant; readonly ledger: Ledger }
  /** `deposit` is what the taker paid in; `reward` is part of its account, `leftover` is the claim of the `previous` owner. */
  | {
      readonly name: 'takenOver'
      readonly side: Side
      readonly taker: Address
      readonly previous: Address
      readonly deposit: BaseUnits
      readonly toHonouring: BaseUnits
      readonly reward: BaseUnits
      readonly leftover: BaseUnits
      readonly ledger: Ledger
    }
  | {
      readonly name: 'claimWithdrawn'
      readonly holder: Address
      readonly to: Address
      readonly amount: BaseUnits
      readonly ledger: Ledger
    }

/** One event of one escrow at one place of the chain. */
export interface EscrowFact {
  readonly escrow: Address
  readonly point: ChainPoint
  readonly event: EscrowEvent
}
