import { PortFailure } from '../../desk/ports.ts'
import type { Rpc } from './rpc.ts'

/** All that is needed to make a block again, and to know that it is the same one. Numbers as the node writes them. */
export interface KeptBlock {
  readonly number: number
  readonly hash: string
  readonly timestamp: string
  readonly baseFee: string
  /** The signed bytes of its transactions, in order. */
  readonly transactions: readonly string[]
}

/** The blocks on disk do not follow from the state on disk. */
export class OtherBlock extends PortFailure {
  constructor(message: string) {
    super('chain', message)
  }
}

interface NodeBlock {
  readonly hash: string
  readonly timestamp: string
  readonly baseFeePerGas: string
  readonly transactions: readonly string[]
}

export async function readBlock(rpc: Rpc, number: number): Promise<KeptBlock> {
  const block = (await rpc('eth_getBlockByNumber', `0x${number.toString(16)}`, false)) as NodeBlock | null
  if (block === null) throw new PortFailure('chain', `block ${number} left the chain while it was kept`)
  const raw = await Promise.all(block.transactions.map((hash) => rpc('eth_getRawTransactionByHash', hash)))
  const { hash, timestamp, baseFeePerGas: baseFee } = block
  return { number, hash, timestamp, baseFee, transactions: raw as string[] }
}

/**
 * Mines `blocks` again on a chain that stands right before the first of them. The same transactions at the same time on
 * the same state are the same block, to its hash.
 *
 * Refuses: a chain on which they come out otherwise (OtherBlock).
 */
export async function rebuild(rpc: Rpc, blocks: readonly KeptBlock[]): Promise<void> {
  if (blocks.length === 0) return
  await rpc('evm_setAutomine', false)
  for (const block of blocks) {
    for (const transaction of block.transactions) await rpc('eth_sendRawTransaction', transaction)
    await rpc('anvil_setNextBlockBaseFeePerGas', block.baseFee)
    await rpc('evm_setNextBlockTimestamp', block.timestamp)
    await rpc('evm_mine')
    const { hash } = (await rpc('eth_getBlockByNumber', 'latest', false)) as NodeBlock
    if (hash !== block.hash) {
      throw new OtherBlock(`Block ${block.number} of the chain on disk came out as ${hash}, it was ${block.hash}`)
    }
  }
  await rpc('evm_setAutomine', true)
}
