import { Transaction, keccak256, toQuantity } from 'ethers'
import type { SigningKey } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Fees } from '../../domain/sending/fees.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { blockParameter } from './calls.ts'
import type { Header } from './calls.ts'
import { countOf, hexOf, integerOf, wordOf } from './decode.ts'
import { refusalOf, wordingRefusals } from './errors.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import type { Receipt } from './receipts.ts'
import type { Instruction } from './instruction.ts'

/** EIP-7825: no transaction has more gas than this. */
const MOST_GAS = 1n << 24n

/** The most gas one transaction may have in the block after `head`. */
export function mostGas(head: Header): bigint {
  return head.gasLimit < MOST_GAS ? head.gasLimit : MOST_GAS
}

/** What today's block asks for gas. Throws PortFailure on a chain from before EIP-1559. */
export function baseFeeOf({ baseFee }: Header): bigint {
  if (baseFee === null) throw new PortFailure('chain', 'the chain has no base fee (EIP-1559)')
  return baseFee
}

/** Everything of a transaction but its signature. */
export interface Unsigned {
  readonly type: 2
  readonly chainId: number
  readonly nonce: number
  readonly to: Address | null
  readonly data: Hex
  readonly value: bigint
  readonly gasLimit: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

export interface Signed {
  readonly hash: Hex
  readonly raw: Hex
}

/** An instruction as a transaction. */
export function unsignedOf(
  { chainId }: Chain,
  { to, data, value }: Instruction,
  { gas, nonce, fees }: { readonly gas: bigint; readonly nonce: number; readonly fees: Fees },
): Unsigned {
  return {
    type: 2,
    chainId,
    nonce,
    to,
    data,
    value: value ?? 0n,
    gasLimit: gas,
    maxFeePerGas: fees.most,
    maxPriorityFeePerGas: fees.tip,
  }
}

/** The same transaction, offering something else for its gas. */
export function offering(raw: Hex, fees: Fees): Unsigned {
  const { chainId, nonce, to, data, value, gasLimit } = Transaction.from(raw)
  const instruction = { to: to as Address | null, data: hexOf(data), value }
  return unsignedOf({ chainId: countOf(chainId) } as Chain, instruction, { gas: gasLimit, nonce, fees })
}

/** Signs it. */
export function signed(signer: SigningKey, unsigned: Unsigned): Signed {
  const transaction = Transaction.from(unsigned)
  transaction.signature = signer.sign(transaction.unsignedHash)
  const raw = hexOf(transaction.serialized)
  return { hash: wordOf(keccak256(raw)), raw }
}

/** A call of a contract, as a node tries it. */
export interface Call {
  readonly from: Address
  readonly to?: Address
  readonly data: Hex
  readonly value?: string
  readonly gas?: string
}

function callOf(from: Address, { to, data, value }: Instruction): Call {
  const paid = value === undefined ? {} : { value: toQuantity(value) }
  return to === null ? { from, data, ...paid } : { from, to, data, ...paid }
}

/** The call that a signed transaction makes, with its gas. */
export function callIn(raw: Hex, from: Address): Call {
  const { to, data, value, gasLimit } = Transaction.from(raw)
  return { ...callOf(from, { to: to as Address | null, data: hexOf(data), value }), gas: toQuantity(gasLimit) }
}

/** The gas it is sent with: what it says itself, or an estimate and a quarter, because what it takes shifts with the block it lands in. */
export async function gasFor(chain: Chain, from: Address, instruction: Instruction): Promise<bigint> {
  const call = callOf(from, instruction)
  const { gas, trial } = instruction
  if (gas === undefined) {
    const estimate = integerOf(await wordingRefusals(chain.request('eth_estimateGas', [call, 'latest'])))
    return estimate + estimate / 4n
  }
  if (trial === 'first') await tried(chain, { ...call, gas: toQuantity(gas) })
  return gas
}

/** Makes the call without sending it. Refuses: `chainRefused` where the contract does. */
export async function tried(chain: Chain, call: Call): Promise<void> {
  await wordingRefusals(chain.request('eth_call', [call, 'latest']))
}

/** The tip that the node thinks well of today. */
export async function suggestedTip(chain: Chain): Promise<bigint> {
  return integerOf(await chain.request('eth_maxPriorityFeePerGas', []))
}

/** How many transactions the account has, with those that wait at the node. */
export async function pendingCount(chain: Chain, from: Address): Promise<number> {
  return countOf(await chain.request('eth_getTransactionCount', [from, 'pending']))
}

/** How many of them are mined: the number of the next. */
export async function minedCount(chain: Chain, from: Address): Promise<number> {
  return countOf(await chain.request('eth_getTransactionCount', [from, 'latest']))
}

/** What nodes say of a number that another transaction of the account has, mined or waiting. */
const NUMBER_TAKEN = /nonce (is )?too low|replacement (fee|transaction).*(too low|underpriced)/i

/**
 * Offers the bytes to the node. Offering what it has already comes to the same.
 *
 * Throws PortFailure where it refuses them for anything but their number (then the cause is an RpcError), or does not answer.
 */
export async function offered(chain: Chain, { raw }: Signed): Promise<'taken' | 'numberTaken'> {
  try {
    await chain.request('eth_sendRawTransaction', [raw])
    return 'taken'
  } catch (failure) {
    if (!(failure instanceof PortFailure)) throw failure
    // The node has these very bytes: an answer was lost, or a desk with the same key said the same. Sent is sent.
    if (/already (known|imported)/i.test(failure.message)) return 'taken'
    if (NUMBER_TAKEN.test(failure.message)) return 'numberTaken'
    throw failure
  }
}

/** Runs the failed transaction again on the state before its block, for the error that a receipt does not carry. */
export async function whyItFailed(chain: Chain, call: Call, receipt: Receipt): Promise<unknown> {
  try {
    await chain.request('eth_call', [call, blockParameter(receipt.block - 1)])
  } catch (failure) {
    return failure instanceof CallReverted ? refusalOf(failure) : failure
  }
  return new Refusal('chainRefused', { reason: 'unknown', transaction: receipt.transaction })
}
