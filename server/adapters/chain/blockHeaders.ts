import { encodeRlp, stripZerosLeft } from 'ethers'
import type { Hex } from '../../domain/terms/terms.ts'
import { hexOf } from './decode.ts'

/** The fields of a block's header in the order in which they are hashed; each fork added some at the end. */
const ALWAYS = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'mixHash',
  'nonce',
] as const
const ADDED_BY_FORKS = [
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const

/** Integers are hashed without leading zeros; JSON-RPC writes them with odd digits. Everything else is bytes as they are. */
const INTEGERS: ReadonlySet<string> = new Set([
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'baseFeePerGas',
  'blobGasUsed',
  'excessBlobGas',
])

/**
 * A block's header as it is hashed, put together from what the node says about the block; null where a field is missing that every
 * Ethereum block has.
 *
 * Source: Ethereum yellow paper, section 4.4; EIP-1559, 4895, 4844, 4788, 7685.
 */
export function headerBytes(block: Readonly<Record<string, unknown>>): Hex | null {
  if (ALWAYS.some((field) => block[field] === undefined || block[field] === null)) return null
  const added = ADDED_BY_FORKS.filter((field) => block[field] !== undefined && block[field] !== null)
  return hexOf(encodeRlp([...ALWAYS, ...added].map((field) => bytesOf(field, block[field]))))
}

function bytesOf(field: string, value: unknown): string {
  if (!INTEGERS.has(field)) return hexOf(value)
  const digits = String(value).slice(2)
  return stripZerosLeft(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`)
}
