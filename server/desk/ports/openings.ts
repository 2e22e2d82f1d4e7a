/** What it takes to open a deal: the terms, and what both sides signed. */
import type { BySide, Hex, Terms } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'

/** An ERC-2612 permit for the factory; `deadline` 0 means there is none. */
export interface Permit {
  readonly value: bigint
  readonly deadline: Instant
  readonly v: number
  readonly r: Hex
  readonly s: Hex
}

export interface Opening {
  readonly terms: Terms
  readonly signature: BySide<Hex>
  readonly permit: BySide<Permit | null>
}
