/** What a party needs from the chain to act with its own wallet. The desk prepares; only the wallet signs and sends. */
import type { Address, Hex, Side, Terms } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Refusal } from '../../domain/refusals.ts'
import type { Opening, Permit } from './openings.ts'

/** A transaction for a wallet to send (`eth_sendTransaction`). */
export interface PreparedCall {
  readonly to: Address
  readonly data: Hex
  readonly chainId: number
}

/** What a wallet signs by `eth_signTypedData_v4`: plain JSON, integers as decimal text. */
export interface TypedDataRequest {
  readonly domain: Readonly<Record<string, string | number>>
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>
  readonly primaryType: string
  readonly message: Readonly<Record<string, string | number>>
}

/** What an account holds and has allowed, of one token. */
export interface Funding {
  readonly balance: BaseUnits
  /** What the factory may pull for an opening. */
  readonly allowance: BaseUnits
  /** What pays for transactions, in wei. */
  readonly gas: bigint
}

/** An act of a party on its deal, as its wallet would send it. */
export type PartyAct =
  | { readonly name: 'open'; readonly opening: Opening }
  | { readonly name: 'cancel'; readonly terms: Terms }
  | { readonly name: 'approve'; readonly token: Address; readonly spender: Address; readonly amount: BaseUnits }
  | EscrowPartyAct

/** An act on a deal's escrow. */
export type EscrowPartyAct = { readonly escrow: Address } & (
  | { readonly name: 'topUp'; readonly side: Side; readonly amount: BaseUnits }
  | { readonly name: 'withdraw'; readonly side: Side; readonly amount: BaseUnits; readonly to: Address }
  | { readonly name: 'proposeTermination' | 'acceptTermination'; readonly payment: bigint }
  | { readonly name: 'withdrawProposal' }
  | { readonly name: 'settle' | 'mark' | 'closeOut' | 'unwind' }
  | { readonly name: 'takeOver'; readonly maxDeposit: BaseUnits }
  | { readonly name: 'withdrawClaim'; readonly to: Address }
)

/** What became of a transaction that a wallet says it has sent. */
export type Fate =
  | { readonly state: 'unknown' | 'pending' }
  /** Not final: the chain may still take the block back. */
  | { readonly state: 'mined'; readonly block: number; readonly at: Instant; readonly isFinal: boolean }
  /** The contract's error by name, and its arguments. */
  | { readonly state: 'reverted'; readonly reason: string; readonly facts: Refusal['facts'] }

export interface PartyChain {
  prepare(act: PartyAct): PreparedCall
  /** Runs `act` as `from` without sending it. Refuses: `chainRefused` with the decoded reason. */
  tryOut(act: PartyAct, from: Address): Promise<void>
  termsToSign(terms: Terms): TypedDataRequest
  /** An ERC-2612 permit for the factory; null where the token knows no permits. */
  permitToSign(asked: {
    readonly token: Address
    readonly owner: Address
    readonly value: BaseUnits
    readonly deadline: Instant
  }): Promise<TypedDataRequest | null>
  /** Whether the token would take this permit for the factory now. */
  permitBinds(asked: { readonly token: Address; readonly owner: Address; readonly permit: Permit }): Promise<boolean>
  funding(account: Address, token: Address): Promise<Funding>
  /** What the escrow itself may pull from `account`, for a top-up or a takeover. */
  allowanceFor(account: Address, token: Address, spender: Address): Promise<BaseUnits>
  isCancelled(digest: Hex): Promise<boolean>
  fateOf(transaction: Hex): Promise<Fate>
}
