import type { Hex } from '../../domain/terms/terms.ts'

/** A compiled contract. Whoever wires the desk knows where they are kept. */
export interface Artifact {
  readonly abi: readonly unknown[]
  readonly bytecode: Hex
}
