import { toQuantity } from 'ethers'
import { countOf, hexOf, listOf, recordOf } from '../adapters/chain/decode.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { readReceipt, waitForReceipt } from '../adapters/chain/receipts.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'

/** A signed transaction as it was mined. */
export interface Sent {
  readonly hash: Hex
  readonly raw: Hex
  readonly gasUsed: bigint
}

/** Everything that `account` had mined in blocks above `block`, in order. */
export async function sentBy(chain: Chain, account: Address, above: number): Promise<readonly Sent[]> {
  const head = countOf(await chain.request('eth_blockNumber', []))
  const sent: Sent[] = []
  for (let number = above + 1; number <= head; number++) {
    const block = recordOf(await chain.request('eth_getBlockByNumber', [toQuantity(number), true]))
    for (const transaction of listOf(block.transactions).map(recordOf)) {
      if (String(transaction.from).toLowerCase() !== account.toLowerCase()) continue
      const hash = hexOf(transaction.hash)
      const [raw, receipt] = await Promise.all([
        chain.request('eth_getRawTransactionByHash', [hash]),
        readReceipt(chain, hash),
      ])
      if (receipt?.succeeded !== true) throw new Error(`transaction ${hash} failed`)
      sent.push({ hash, raw: hexOf(raw), gasUsed: receipt.gasUsed })
    }
  }
  return sent
}

/**
 * Seconds that a node takes for signed transactions offered one behind the other without waiting, until the last of them is mined: no
 * engine that has them mined can be faster. Throws where they come to something else than they did before.
 */
export async function secondsOfSending(chain: Chain, sent: readonly Sent[]): Promise<number> {
  const began = performance.now()
  // In one batch the node may take a later number first, and leave it waiting.
  for (const { raw } of sent) await chain.request('eth_sendRawTransaction', [raw])
  const last = sent.at(-1)
  if (last !== undefined) await waitForReceipt(chain, last.hash)
  const seconds = (performance.now() - began) / 1_000
  for (const { hash, gasUsed } of sent) {
    const receipt = await readReceipt(chain, hash)
    if (receipt?.succeeded !== true || receipt.gasUsed !== gasUsed)
      throw new Error(`sent once more, ${hash} comes to something else`)
  }
  return seconds
}
