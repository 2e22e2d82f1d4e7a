/** What whoever runs the desk looks at on the chain. */
import type { Address } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'

/** The account that pays gas for what this server sends. */
export interface GasAccount {
  readonly address: Address
  /** In wei. */
  readonly balance: bigint
  /** Less than this is worth telling. In wei. */
  readonly least: bigint
}

export interface ChainInspection {
  gasAccount(): Promise<GasAccount>
  /** What each of `holders` has of `token`, in their order, as of the end of block `block`. */
  holdings(token: Address, holders: readonly Address[], block: number): Promise<readonly BaseUnits[]>
}
