import type { MinedBatch, Network } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { ESCROW, KEEPER } from './abi.ts'
import { codeAt, readHead } from './calls.ts'
import { addressOf, hexOf } from './decode.ts'
import { wordingRefusals } from './errors.ts'
import type { Chain } from './provider.ts'
import { minedBy } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import { mostGas } from './sender.ts'
import type { Sender } from './sender.ts'

interface Wired {
  readonly chain: Chain
  readonly network: Network
  readonly sender: Sender
}

/** What the keeper does to many escrows, and an escrow to itself. */
export type KeeperAct = 'settle' | 'mark' | 'closeOut'

/**
 * Gas for each escrow of a batch: three times what a settlement with a call on top of it takes. What is not used is not paid; an
 * escrow that needs more (many periods at once) is sent alone afterwards.
 */
const GAS_EACH = 160_000n
const GAS_FOR_THE_BATCH = 500_000n
const ESCROWS_PER_BATCH = 100

/**
 * Acts on many escrows, up to a hundred in one transaction; `skipped` are those that refuse.
 *
 * An escrow that the keeper skipped although it would go through with more gas is acted on alone. With several transactions, the
 * last one is named and their gas is added up.
 */
export async function actOnMany(wired: Wired, act: KeeperAct, escrows: readonly Address[]): Promise<MinedBatch> {
  const receipts: Receipt[] = []
  const skipped: Address[] = []
  for (let first = 0; first < escrows.length; first += ESCROWS_PER_BATCH) {
    const some = escrows.slice(first, first + ESCROWS_PER_BATCH)
    const batch = await wired.sender.send(batchOf(wired.network, act, some))
    receipts.push(batch)
    for (const escrow of skippedIn(batch, wired.network)) {
      const alone = await actAlone(wired, act, escrow)
      if (alone === null) skipped.push(escrow)
      else receipts.push(alone)
    }
  }
  return { ...together(receipts), skipped }
}

function batchOf(network: Network, act: KeeperAct, escrows: readonly Address[]) {
  const data = hexOf(KEEPER.encodeFunctionData(`${act}Many`, [escrows]))
  return { to: network.keeper, data, gas: GAS_FOR_THE_BATCH + GAS_EACH * BigInt(escrows.length) }
}

function skippedIn(receipt: Receipt, network: Network): readonly Address[] {
  return receipt.logs.flatMap((log) => {
    if (log.address !== network.keeper) return []
    const description = KEEPER.parseLog({ topics: log.topics, data: log.data })
    return description === null ? [] : [addressOf(description.args.getValue('escrow'))]
  })
}

/** Null where the escrow refuses whatever the gas. */
async function actAlone({ chain, sender }: Wired, act: KeeperAct, escrow: Address): Promise<Receipt | null> {
  if ((await codeAt(chain, escrow)) === '0x') return null
  const data = hexOf(ESCROW.encodeFunctionData(act))
  try {
    await wordingRefusals(chain.request('eth_call', [{ from: sender.address, to: escrow, data }, 'latest']))
    return await sender.send({ to: escrow, data, gas: mostGas(await readHead(chain)) })
  } catch (failure) {
    if (failure instanceof Refusal) return null
    throw failure
  }
}

function together(receipts: readonly Receipt[]) {
  const last = receipts.at(-1)
  if (last === undefined) throw new RangeError('no escrow to act on')
  return { ...minedBy(last), gasUsed: receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n) }
}
