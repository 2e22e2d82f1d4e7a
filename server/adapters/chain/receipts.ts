import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../../desk/ports.ts'
import type { Mined } from '../../desk/ports.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { addressOf, countOf, integerOf, listOf, recordOf, wordOf } from './decode.ts'
import { logOf } from './logs.ts'
import type { Log } from './logs.ts'
import type { Chain } from './provider.ts'

/** A transaction that was mined, with what it left behind. */
export interface Receipt extends Mined {
  readonly blockHash: Hex
  readonly succeeded: boolean
  readonly logs: readonly Log[]
  /** The contract it created, if that is what it did. */
  readonly created: Address | null
}

/**
 * How long to wait between looks: a development chain mines within a millisecond or two, elsewhere a block takes seconds. Two minutes
 * in all, ten slots of the slowest chains.
 */
const PAUSES_MS = [1, 2, 4, 8, 16, 32, 64, 128, ...Array<number>(480).fill(250)]

/** The receipt of a transaction; null while it is not mined. */
export async function readReceipt(chain: Chain, hash: Hex): Promise<Receipt | null> {
  const answer = await chain.request('eth_getTransactionReceipt', [hash])
  if (answer === null) return null
  const { transactionHash, status, blockNumber, blockHash, gasUsed, logs, contractAddress } = recordOf(answer)
  return {
    transaction: wordOf(transactionHash),
    succeeded: integerOf(status) === 1n,
    block: countOf(blockNumber),
    blockHash: wordOf(blockHash),
    gasUsed: integerOf(gasUsed),
    logs: listOf(logs).map(logOf),
    created: contractAddress === undefined || contractAddress === null ? null : addressOf(contractAddress),
  }
}

/** Waits until a transaction is mined. Throws PortFailure when that takes more than two minutes. */
export async function waitForReceipt(chain: Chain, hash: Hex): Promise<Receipt> {
  for (const milliseconds of PAUSES_MS) {
    const receipt = await readReceipt(chain, hash)
    if (receipt !== null) return receipt
    await pause(milliseconds)
  }
  throw new PortFailure('chain', `transaction ${hash} was sent but not mined in two minutes`)
}

/** What the desk keeps of a receipt. */
export function minedBy({ transaction, block, gasUsed }: Receipt): Mined {
  return { transaction, block, gasUsed }
}
