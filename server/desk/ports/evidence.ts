/** What the chain itself keeps of a deal: what a replay file is made of, so that nobody has to take the desk's word for it. */
import type { EscrowEvent } from '../../domain/deal/chainFacts.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Address, BySide, Hex } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'

/** An event of an escrow, and the packed account book it carries, as it was emitted; null where it carries none. */
export interface EscrowTold {
  readonly escrow: Address
  readonly logIndex: number
  readonly event: EscrowEvent
  readonly ledger: Hex | null
}

/** A fixing that became final; `cumulative`: the sum of its series up to and including that day. */
export interface FixingTold {
  readonly series: SeriesName
  readonly day: Day
  readonly value: IndexValue
  readonly cumulative: bigint
  readonly logIndex: number
  /** Why it holds: the values that counted, as they were published here or in transactions before, or the epoch that is proven. */
  readonly provenance:
    | { readonly kind: 'attested'; readonly reports: readonly Report[] }
    | { readonly kind: 'proven'; readonly epoch: number }
}

/** A reporter's signed value for one day, as it was published. Whose it is the signature says. */
export interface Report {
  readonly value: IndexValue
  readonly signature: Hex
}

/** What the two sides of a deal signed, as its opening carried it. */
export interface Signed {
  readonly digest: Hex
  readonly by: BySide<SignatureTold>
}

export interface SignatureTold {
  readonly signature: Hex
  /** Whose ECDSA signature it is; null where it is nobody's, as an ERC-1271 account's may be. */
  readonly signer: Address | null
}

/** One transaction: what it told, and what it was sent with, wherever in its call data that stands. */
export interface TransactionEvidence {
  readonly transaction: Hex
  readonly block: number
  readonly blockHash: Hex
  readonly told: readonly EscrowTold[]
  readonly fixings: readonly FixingTold[]
  readonly openings: readonly Signed[]
}

/** A block, with its header as it is hashed (RLP); null where the chain hashes it in another way. */
export interface BlockEvidence {
  readonly number: number
  readonly hash: Hex
  readonly at: Instant
  readonly header: Hex | null
}

/** Who attests fixings: any `threshold` of the reporters. */
export interface AttestedSetup {
  readonly reporters: readonly Address[]
  readonly threshold: number
}

/** What an escrow answered at the end of a block; null where it refused, because it could not read its index. */
export type EscrowAnswers = BySide<{ readonly requirement: BaseUnits; readonly exposure: BaseUnits } | null>

export interface ChainEvidence {
  /** What it says of `series` and of escrows. Null where the chain does not know the transaction (any more). */
  transaction(hash: Hex, series: SeriesName): Promise<TransactionEvidence | null>
  /** The block of that number, null beyond the head. */
  block(number: number): Promise<BlockEvidence | null>
  attestedSetup(): Promise<AttestedSetup>
  /** Null where the node has forgotten what it knew at that block, as nodes do that keep no archive. */
  answersAt(escrow: Address, block: number): Promise<EscrowAnswers | null>
  /** The code that stands at the escrow's address: a pointer to the contract, and the terms it enforces. */
  codeAt(escrow: Address, block: number): Promise<Hex>
  /** What the escrow said of itself at the end of a block, with the claims of these accounts. */
  stateAt(escrow: Address, block: number, claimants: readonly Address[]): Promise<EscrowState>
}
