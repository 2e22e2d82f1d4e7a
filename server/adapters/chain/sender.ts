import { SigningKey, Transaction, computeAddress, keccak256, toQuantity } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { blockParameter, readHead } from './calls.ts'
import type { Header } from './calls.ts'
import { addressOf, countOf, integerOf, wordOf } from './decode.ts'
import { refusalOf, wordingRefusals } from './errors.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import { waitForReceipt } from './receipts.ts'
import type { Receipt } from './receipts.ts'

export interface Instruction {
  /** Null creates a contract. */
  readonly to: Address | null
  readonly data: Hex
  /** What is paid with it, in wei. */
  readonly value?: bigint
  /** Gas to send with instead of an estimate: a batch that swallows failures "succeeds" with any. */
  readonly gas?: bigint
  /** Tried by one call with that gas before it is sent: a refusal is heard before it costs anything, and an estimate would try it twenty times. */
  readonly trial?: 'first'
}

/** One account that sends transactions, one at a time. */
export interface Sender {
  readonly address: Address
  /** Signs, sends, and waits until it is mined. Refuses: `chainRefused` with the contract's decoded error as `reason`. */
  send(instruction: Instruction): Promise<Receipt>
}

/** EIP-7825: no transaction has more gas than this. */
const MOST_GAS = 1n << 24n

/** An estimate plus a quarter: what a transaction costs shifts with the block it lands in. */
const withMargin = (estimate: bigint): bigint => estimate + estimate / 4n

/**
 * Sends from the account of `key`. Whoever calls, one transaction is under way at a time, in the order of the calls; the nonce is
 * read from the chain each time, so that a failure, a restart or a chain that went back leaves nothing to repair.
 */
export function createSender(chain: Chain, key: Hex): Sender {
  const signer = new SigningKey(key)
  const address = addressOf(computeAddress(signer))
  let last: Promise<unknown> = Promise.resolve()
  return {
    address,
    send: (instruction) => {
      const mine = last.then(() => sendOne(chain, signer, address, instruction))
      // The next in the queue goes ahead either way; whoever asked for this one hears of its failure.
      last = mine.catch(() => undefined)
      return mine
    },
  }
}

/** The most gas one transaction may have in the block after `head`. */
export function mostGas(head: Header): bigint {
  return head.gasLimit < MOST_GAS ? head.gasLimit : MOST_GAS
}

async function sendOne(chain: Chain, signer: SigningKey, from: Address, instruction: Instruction): Promise<Receipt> {
  const call = callOf(from, instruction)
  const [head, tip, nonce, wanted] = await Promise.all([
    readHead(chain),
    suggestedTip(chain),
    nextNonce(chain, from),
    gasFor(chain, call, instruction),
  ])
  const gasLimit = wanted < mostGas(head) ? wanted : mostGas(head)
  const unsigned = {
    to: instruction.to,
    data: instruction.data,
    value: instruction.value ?? 0n,
    chainId: chain.chainId,
    gasLimit,
    ...feesAt(head, tip),
  }
  const hash = await broadcast(chain, signer, from, { ...unsigned, nonce })
  const receipt = await waitForReceipt(chain, hash)
  if (!receipt.succeeded) throw await whyItFailed(chain, call, gasLimit, receipt)
  return receipt
}

function callOf(from: Address, { to, data, value }: Instruction) {
  const paid = value === undefined ? {} : { value: toQuantity(value) }
  return to === null ? { from, data, ...paid } : { from, to, data, ...paid }
}

async function gasFor(chain: Chain, call: object, { gas, trial }: Instruction): Promise<bigint> {
  if (gas === undefined) return withMargin(await estimate(chain, call))
  if (trial === 'first') await wordingRefusals(chain.request('eth_call', [{ ...call, gas: toQuantity(gas) }, 'latest']))
  return gas
}

async function estimate(chain: Chain, call: object): Promise<bigint> {
  return integerOf(await wordingRefusals(chain.request('eth_estimateGas', [call, 'latest'])))
}

async function suggestedTip(chain: Chain): Promise<bigint> {
  return integerOf(await chain.request('eth_maxPriorityFeePerGas', []))
}

/** Twice today's base fee lasts through six full blocks; what is not needed is not paid. */
function feesAt(head: Header, tip: bigint) {
  if (head.baseFee === null) throw new PortFailure('chain', 'the chain has no base fee (EIP-1559)')
  return { type: 2, maxPriorityFeePerGas: tip, maxFeePerGas: 2n * head.baseFee + tip }
}

async function nextNonce(chain: Chain, from: Address): Promise<number> {
  return countOf(await chain.request('eth_getTransactionCount', [from, 'pending']))
}

/** Sends the bytes; where a transaction of the same account was faster, once more with the next nonce. */
async function broadcast(chain: Chain, signer: SigningKey, from: Address, unsigned: object): Promise<Hex> {
  try {
    return await broadcastOnce(chain, signer, unsigned)
  } catch (failure) {
    if (failure instanceof PortFailure && NONCE_TAKEN.test(failure.message)) {
      return await broadcastOnce(chain, signer, { ...unsigned, nonce: await nextNonce(chain, from) })
    }
    throw failure
  }
}

/** What nodes say of a number that another transaction of the account has, mined or waiting. */
const NONCE_TAKEN = /nonce (is )?too low|replacement (fee|transaction).*(too low|underpriced)/i

async function broadcastOnce(chain: Chain, signer: SigningKey, unsigned: object): Promise<Hex> {
  const transaction = Transaction.from(unsigned)
  transaction.signature = signer.sign(transaction.unsignedHash)
  const { serialized } = transaction
  try {
    return wordOf(await chain.request('eth_sendRawTransaction', [serialized]))
  } catch (failure) {
    // The node has these very bytes: an answer was lost, or a desk with the same key said the same. Sent is sent.
    if (!(failure instanceof PortFailure) || !/already (known|imported)/i.test(failure.message)) throw failure
    return wordOf(keccak256(serialized))
  }
}

/** Runs the failed transaction again on the state before its block, for the error that a receipt does not carry. */
export async function whyItFailed(chain: Chain, call: object, gas: bigint, receipt: Receipt): Promise<unknown> {
  try {
    await chain.request('eth_call', [{ ...call, gas: toQuantity(gas) }, blockParameter(receipt.block - 1)])
  } catch (failure) {
    return failure instanceof CallReverted ? refusalOf(failure) : failure
  }
  return new Refusal('chainRefused', { reason: 'unknown', transaction: receipt.transaction })
}
