import { PortFailure } from '../../../desk/ports.ts'
import type { Intent, Sending } from '../../../desk/ports/sending.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { firstFees } from '../../../domain/sending/fees.ts'
import type { Fees } from '../../../domain/sending/fees.ts'
import { divDown, divUp, min } from '../../../domain/units/rounding.ts'
import { printDecimal } from '../../../domain/units/print.ts'
import { readHead } from '../calls.ts'
import type { Header } from '../calls.ts'
import { integerOf } from '../decode.ts'
import { RpcError } from '../jsonRpc.ts'
import type { Instruction } from '../instruction.ts'
import { baseFeeOf, gasFor, mostGas, offered, pendingCount, signed, suggestedTip, unsignedOf } from '../transactions.ts'
import { actingNow, causeOf, changed, ended, opened, written } from './desk.ts'
import type { OutboxDesk, OutboxParts } from './desk.ts'

const NOTHING_IN_PARTICULAR: Intent = { act: 'other', escrows: [], series: [], days: null }

/** How often another number is tried, where somebody else uses the account as well. */
const NUMBERS_TRIED = 3

/**
 * Signs an instruction under the account's next number, writes it down, and only then offers it to the node.
 *
 * Refuses: whatever the contract does, before anything is written; `gasShort`, `feeAboveCap`. Throws PortFailure where the node does not
 *          answer: what was written is looked at first the next time.
 */
export async function writeAndOffer(desk: OutboxDesk, instruction: Instruction): Promise<Sending> {
  for (let tried = 0; tried < NUMBERS_TRIED; tried++) {
    const sending = await signedFor(desk, instruction)
    const { waiting } = await opened(desk)
    await written(desk, { waiting: [...waiting, sending], short: null })
    if ((await offeredOnce(desk, sending)) === 'taken') return sending
    await ended(desk, sending, { state: 'replaced', cause: { reason: 'numberTaken', facts: {} } })
  }
  throw new PortFailure('chain', `the numbers of ${desk.parts.account} are taken by somebody else`)
}

/** Offers what is written. What the node will not have is given up, and said why. */
export async function offeredOnce(desk: OutboxDesk, sending: Sending): Promise<'taken' | 'numberTaken'> {
  const attempt = sending.attempts.at(-1) ?? sending.attempts[0]
  try {
    return await offered(desk.parts.chain, attempt)
  } catch (failure) {
    if (!isRefusedByNode(failure)) throw failure
    await ended(desk, sending, { state: 'abandoned', cause: causeOf(failure) })
    throw /gas limit|intrinsic gas/i.test(failure.message)
      ? new Refusal('chainRefused', { reason: failure.message })
      : failure
  }
}

/** Notes that the node has it, once that is worth telling: most are mined before anybody could look. */
export function noteSent(desk: OutboxDesk, sending: Sending): Promise<Sending> {
  const now = desk.parts.clock.worldNow()
  return changed(desk, { ...sending, state: 'sent', firstSentAt: sending.firstSentAt ?? now, lastSentAt: now })
}

/** Whether the node answered and said no, as opposed to not answering. */
export function isRefusedByNode(failure: unknown): failure is PortFailure {
  return failure instanceof PortFailure && failure.cause instanceof RpcError
}

async function signedFor(desk: OutboxDesk, instruction: Instruction): Promise<Sending> {
  const { chain, account, policy } = desk.parts
  const [head, tip, nonce, wanted, balance] = await Promise.all([
    readHead(chain),
    suggestedTip(chain),
    pendingCount(chain, account),
    gasFor(chain, account, instruction),
    chain.request('eth_getBalance', [account, 'latest']).then(integerOf),
  ])
  const gas = min(wanted, mostGas(head))
  const fees = feesWithin(head, tip, policy.feeCap)
  await refuseUnpayable(desk, balance, gas * fees.most + (instruction.value ?? 0n))
  return sendingOf(desk.parts, instruction, { gas, nonce, fees })
}

/** A transaction as it is written before anybody has heard of it. */
export function sendingOf(
  parts: OutboxParts,
  instruction: Instruction,
  { gas, nonce, fees }: { readonly gas: bigint; readonly nonce: number; readonly fees: Fees },
): Sending {
  const { chain, signer, account, clock } = parts
  const { token, job } = actingNow(parts)
  const { hash, raw } = signed(signer, unsignedOf(chain, instruction, { gas, nonce, fees }))
  return {
    id: hash,
    account,
    nonce,
    intent: instruction.intent ?? NOTHING_IN_PARTICULAR,
    job,
    token,
    attempts: [{ hash, raw, fees, at: clock.worldNow() }],
    state: 'written',
    cause: null,
    mined: null,
    skipped: [],
    firstSentAt: null,
    lastSentAt: null,
  }
}

const WEI_IN_GWEI = 10n ** 9n

/** Today's fees. Refuses: `feeAboveCap` where even today's base fee is above the cap. */
export function feesWithin(head: Header, tip: bigint, cap: bigint): Fees {
  const baseFee = baseFeeOf(head)
  const fees = firstFees(baseFee, tip, cap)
  if (fees !== null) return fees
  throw new Refusal('feeAboveCap', { fee: gwei(baseFee), cap: gwei(cap) })
}

/** Wei per gas as people say it. */
function gwei(fee: bigint): string {
  return printDecimal(fee, 9)
}

/** The chain's coin, no closer than a gwei. */
function coin(gweis: bigint): string {
  return printDecimal(gweis, 9)
}

/** Notes what was missing, for whoever runs the desk. Refuses: `gasShort`. */
async function refuseUnpayable(desk: OutboxDesk, balance: bigint, need: bigint): Promise<void> {
  if (balance >= need) return
  await written(desk, { short: { balance, need, at: desk.parts.clock.worldNow() } })
  throw new Refusal('gasShort', {
    balance: coin(divDown(balance, WEI_IN_GWEI)),
    need: coin(divUp(need, WEI_IN_GWEI)),
  })
}
