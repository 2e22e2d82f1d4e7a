import { toQuantity } from 'ethers'
import type { Interface, Result } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import type { BlockRef } from '../../desk/ports.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { countOf, hexOf, integerOf, recordOf, wordOf } from './decode.ts'
import type { Chain } from './provider.ts'

/** A block by number, the newest, or the newest that the chain will not take back. */
export type BlockTag = number | 'latest' | 'finalized'

/** What a transaction needs to know of the newest block. */
export interface Header extends BlockRef {
  readonly gasLimit: bigint
  /** Null on chains from before EIP-1559. */
  readonly baseFee: bigint | null
}

export function blockParameter(tag: BlockTag): string {
  return typeof tag === 'number' ? toQuantity(tag) : tag
}

/**
 * Asks a contract and decodes its answer. Throws CallReverted where it refused, PortFailure where nothing answers at `to`
 * (no code there) or the answer does not decode.
 */
export async function ask(
  chain: Chain,
  to: Address,
  contract: Interface,
  question: string,
  args: readonly unknown[] = [],
  at: BlockTag = 'latest',
): Promise<Result> {
  const data = contract.encodeFunctionData(question, args)
  const answer = hexOf(await chain.request('eth_call', [{ to, data }, blockParameter(at)]))
  try {
    return contract.decodeFunctionResult(question, answer)
  } catch (cause) {
    throw new PortFailure('chain', `${to} does not answer ${question} as its contract does`, { cause })
  }
}

/** The block of a number, or the newest; null where there is none. */
export async function readBlock(chain: Chain, tag: BlockTag): Promise<Header | null> {
  return headerOf(await chain.request('eth_getBlockByNumber', [blockParameter(tag), false]))
}

/** The block with this hash; null where the chain has gone another way. */
export async function readBlockByHash(chain: Chain, hash: Hex): Promise<Header | null> {
  return headerOf(await chain.request('eth_getBlockByHash', [hash, false]))
}

/** The newest block. */
export async function readHead(chain: Chain): Promise<Header> {
  const head = await readBlock(chain, 'latest')
  if (head === null) throw new PortFailure('chain', 'the node knows no newest block')
  return head
}

/** The code of the contract at `address`; empty where there is none. */
export async function codeAt(chain: Chain, address: Address, at: BlockTag = 'latest'): Promise<Hex> {
  return hexOf(await chain.request('eth_getCode', [address, blockParameter(at)]))
}

function headerOf(answer: unknown): Header | null {
  if (answer === null) return null
  const { number, hash, timestamp, gasLimit, baseFeePerGas } = recordOf(answer)
  return {
    number: countOf(number),
    hash: wordOf(hash),
    at: countOf(timestamp),
    gasLimit: integerOf(gasLimit),
    baseFee: baseFeePerGas === undefined || baseFeePerGas === null ? null : integerOf(baseFeePerGas),
  }
}

/** Nothing of value lives on a development chain, and its blocks come only when somebody sends something: they all stay. */
const DEVELOPMENT_CHAIN = 31_337

/** The newest block that the chain says it will not take back; null where it does not know the word. */
export async function readFinalHead(chain: Chain): Promise<Header | null> {
  if (chain.chainId === DEVELOPMENT_CHAIN) return readHead(chain)
  try {
    return await readBlock(chain, 'finalized')
  } catch (failure) {
    if (failure instanceof PortFailure) return null
    throw failure
  }
}
