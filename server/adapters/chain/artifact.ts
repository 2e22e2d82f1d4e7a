import { AbiCoder, concat } from 'ethers'
import type { Hex } from '../../domain/terms/terms.ts'
import { hexOf } from './decode.ts'

/** A compiled contract. Whoever wires the desk knows where they are kept. */
export interface Artifact {
  readonly abi: readonly unknown[]
  readonly bytecode: Hex
}

/** What a transaction to nobody carries to put the contract on a chain: its code, and what its constructor is given. */
export function creationCode({ bytecode }: Artifact, types: readonly string[], args: readonly unknown[]): Hex {
  return hexOf(concat([bytecode, AbiCoder.defaultAbiCoder().encode(types, args)]))
}
