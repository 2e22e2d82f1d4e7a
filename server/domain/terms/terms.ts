import type { BaseUnits } from '../units/baseUnits.ts'
import type { IndexValue } from '../units/indexValue.ts'
import type { Day, Instant } from '../units/time.ts'

/** A 20-byte account or contract, as 0x and 40 hex digits in EIP-55 mixed case. */
export type Address = `0x${string}`
/** Bytes, as 0x and lower-case hex digits. */
export type Hex = `0x${string}`

/** Short hashrate, receives the fixed rate (a miner) / long hashrate, receives the index. */
export type Side = 'seller' | 'buyer'
export const SIDES = ['seller', 'buyer'] as const satisfies readonly Side[]

/** One value for each side. */
export type BySide<T> = Readonly<Record<Side, T>>

/** 0: margins cover the whole range floor..cap for the whole life, no calls. 1: marked daily, margin calls. */
export const MARKINGS = { rangeCollateralised: 0, marked: 1 } as const
export type Marking = (typeof MARKINGS)[keyof typeof MARKINGS]

export const ZERO_ADDRESS: Address = '0x0000000000000000000000000000000000000000'

/** `cap` of a deal without a cap: the largest uint128. */
export const NO_CAP = ((1n << 128n) - 1n) as IndexValue

/**
 * The terms of one deal, field by field as both sides sign them (EIP-712 primary type `Terms`; TERMS_TYPE gives order and types).
 *
 * Units:  hashrate in TH/s; fixedRate, floor, cap in 1e-18 quote units per TH/s per day; margins, penalties, premium,
 *         fee and minimumTransfer in base units of `token`; days are UTC day numbers.
 * Source: design of the escrow, section "Terms".
 */
export interface Terms {
  readonly seller: Address
  readonly buyer: Address
  readonly token: Address
  readonly decimals: number
  readonly oracle: Address
  readonly series: Hex
  readonly hashrate: bigint
  readonly fixedRate: IndexValue
  readonly floor: IndexValue
  readonly cap: IndexValue
  readonly startDay: Day
  readonly periodDays: number
  readonly periods: number
  readonly sellerMargin: BaseUnits
  readonly buyerMargin: BaseUnits
  readonly maintenanceBps: number
  readonly sellerPenalty: BaseUnits
  readonly buyerPenalty: BaseUnits
  readonly marking: Marking
  readonly minimumTransfer: BaseUnits
  readonly cureSeconds: number
  readonly takeoverSeconds: number
  readonly fallbackDays: number
  /** Positive: paid by the buyer to the seller at open; negative: the other way. */
  readonly premium: BaseUnits
  readonly broker: Address
  readonly brokerFee: BaseUnits
  readonly openBy: Instant
  readonly documentHash: Hex
  readonly salt: bigint
}

/** The EIP-712 fields of `Terms`, in signing order. */
export const TERMS_TYPE = [
  { name: 'seller', type: 'address' },
  { name: 'buyer', type: 'address' },
  { name: 'token', type: 'address' },
  { name: 'decimals', type: 'uint8' },
  { name: 'oracle', type: 'address' },
  { name: 'series', type: 'bytes32' },
  { name: 'hashrate', type: 'uint64' },
  { name: 'fixedRate', type: 'uint128' },
  { name: 'floor', type: 'uint128' },
  { name: 'cap', type: 'uint128' },
  { name: 'startDay', type: 'uint32' },
  { name: 'periodDays', type: 'uint16' },
  { name: 'periods', type: 'uint16' },
  { name: 'sellerMargin', type: 'uint96' },
  { name: 'buyerMargin', type: 'uint96' },
  { name: 'maintenanceBps', type: 'uint16' },
  { name: 'sellerPenalty', type: 'uint96' },
  { name: 'buyerPenalty', type: 'uint96' },
  { name: 'marking', type: 'uint8' },
  { name: 'minimumTransfer', type: 'uint96' },
  { name: 'cureSeconds', type: 'uint32' },
  { name: 'takeoverSeconds', type: 'uint32' },
  { name: 'fallbackDays', type: 'uint16' },
  { name: 'premium', type: 'int128' },
  { name: 'broker', type: 'address' },
  { name: 'brokerFee', type: 'uint96' },
  { name: 'openBy', type: 'uint40' },
  { name: 'documentHash', type: 'bytes32' },
  { name: 'salt', type: 'uint256' },
] as const satisfies readonly { name: keyof Terms; type: string }[]

/** The initial margin of `side`. */
export function initialMargin(terms: Pick<Terms, 'sellerMargin' | 'buyerMargin'>, side: Side): BaseUnits {
  return side === 'seller' ? terms.sellerMargin : terms.buyerMargin
}

/** What the collateral of `side` pays if it defaults. */
export function penalty(terms: Pick<Terms, 'sellerPenalty' | 'buyerPenalty'>, side: Side): BaseUnits {
  return side === 'seller' ? terms.sellerPenalty : terms.buyerPenalty
}

/** The counterparty's side. */
export function otherSide(side: Side): Side {
  return side === 'seller' ? 'buyer' : 'seller'
}
