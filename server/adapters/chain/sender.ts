import { SigningKey, computeAddress } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import { firstFees } from '../../domain/sending/fees.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { min } from '../../domain/units/rounding.ts'
import { readHead } from './calls.ts'
import { addressOf } from './decode.ts'
import type { Instruction } from './instruction.ts'
import type { Chain } from './provider.ts'
import { waitForReceipt } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import {
  baseFeeOf,
  callIn,
  gasFor,
  mostGas,
  offered,
  pendingCount,
  signed,
  suggestedTip,
  unsignedOf,
  whyItFailed,
} from './transactions.ts'
import type { Signed, Unsigned } from './transactions.ts'

/** One account that sends transactions, one at a time. */
export interface Sender {
  readonly address: Address
  /** Signs, sends, and waits until it is mined. Refuses: `chainRefused` with the contract's decoded error as `reason`. */
  send(instruction: Instruction): Promise<Receipt>
}

/**
 * Sends from the account of `key`, which is nobody else's, and writes nothing down: for a party's own wallet, and for setting a chain up,
 * which finds what is there when it is run again. Whoever calls, one transaction is under way at a time, in the order of the calls; the nonce is
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

async function sendOne(chain: Chain, signer: SigningKey, from: Address, instruction: Instruction): Promise<Receipt> {
  const [head, tip, nonce, gas] = await Promise.all([
    readHead(chain),
    suggestedTip(chain),
    pendingCount(chain, from),
    gasFor(chain, from, instruction),
  ])
  const fees = firstFees(baseFeeOf(head), tip, NO_CAP)
  if (fees === null) throw new RangeError('a fee above no cap')
  const unsigned = unsignedOf(chain, instruction, { gas: min(gas, mostGas(head)), nonce, fees })
  const { hash, raw } = await broadcast(chain, signer, from, unsigned)
  const receipt = await waitForReceipt(chain, hash)
  if (!receipt.succeeded) throw await whyItFailed(chain, callIn(raw, from), receipt)
  return receipt
}

/** Somebody's own wallet decides by itself what is too dear. */
const NO_CAP = 1n << 96n

/** Sends the bytes; where a transaction of the same account was faster, once more with the next nonce. */
async function broadcast(chain: Chain, signer: SigningKey, from: Address, unsigned: Unsigned): Promise<Signed> {
  const first = signed(signer, unsigned)
  if ((await offered(chain, first)) === 'taken') return first
  const next = signed(signer, { ...unsigned, nonce: await pendingCount(chain, from) })
  if ((await offered(chain, next)) === 'taken') return next
  throw new PortFailure('chain', `the numbers of ${from} are taken by somebody else`)
}
