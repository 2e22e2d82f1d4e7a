import { toQuantity } from 'ethers'
import { countOf } from '../adapters/chain/decode.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { pendingCount } from '../adapters/chain/transactions.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'

const GAS_MONEY = '0x3635c9adc5dea00000'

/** A call that somebody makes, whose key is not asked for. */
export interface Made {
  readonly from: Address
  readonly to: Address
  readonly data: Hex
  readonly gas: number
}

/** A development chain while it takes transactions from anybody, and puts many of them in one block. */
export interface Pay {
  giveGas(person: Address): Promise<void>
  /** Throws where one of them fails, or is left out. */
  inOneBlock(calls: readonly Made[]): Promise<void>
  /** The chain is as it was: it mines at once, and asks for signatures. */
  stop(): Promise<void>
}

/** Makes a development chain take transactions without signatures, and mine only when told. */
export async function impersonating(chain: Chain): Promise<Pay> {
  await chain.request('evm_setAutomine', [false])
  await chain.request('anvil_autoImpersonateAccount', [true])
  return {
    giveGas: async (person) => {
      await chain.request('anvil_setBalance', [person, GAS_MONEY])
    },
    inOneBlock: (calls) => inOneBlock(chain, calls),
    stop: async () => {
      await chain.request('anvil_autoImpersonateAccount', [false])
      await chain.request('evm_setAutomine', [true])
    },
  }
}

async function inOneBlock(chain: Chain, calls: readonly Made[]): Promise<void> {
  const next = new Map<Address, number>()
  for (const { from } of calls) if (!next.has(from)) next.set(from, await pendingCount(chain, from))
  const sent: unknown[] = []
  for (const { from, to, data, gas } of calls) {
    const nonce = next.get(from) ?? 0
    next.set(from, nonce + 1)
    const transaction = { from, to, data, gas: toQuantity(gas), nonce: toQuantity(nonce) }
    sent.push(chain.request('eth_sendTransaction', [transaction]))
  }
  const hashes = await Promise.all(sent)
  await chain.request('evm_mine', [])
  const receipts = await Promise.all(hashes.map((hash) => chain.request('eth_getTransactionReceipt', [hash])))
  for (const receipt of receipts) {
    if (receipt === null || countOf((receipt as { status: unknown }).status) !== 1)
      throw new Error('a transaction of the preparation failed')
  }
}
