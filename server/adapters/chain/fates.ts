import { toQuantity } from 'ethers'
import type { Fate } from '../../desk/ports/parties.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { readBlock, readFinalHead } from './calls.ts'
import { addressOf, hexOf, integerOf, recordOf } from './decode.ts'
import type { Chain } from './provider.ts'
import { readReceipt } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import { whyItFailed } from './transactions.ts'

/** What became of a transaction, whoever sent it. One that is `unknown` was never seen here, or was replaced, dropped or undone. */
export async function fateOf(chain: Chain, transaction: Hex): Promise<Fate> {
  const [receipt, sent] = await Promise.all([
    readReceipt(chain, transaction),
    chain.request('eth_getTransactionByHash', [transaction]),
  ])
  if (receipt === null) return { state: sent === null ? 'unknown' : 'pending' }
  if (receipt.succeeded) return mined(chain, receipt)
  return sent === null ? { state: 'unknown' } : reverted(chain, receipt, recordOf(sent))
}

async function mined(chain: Chain, receipt: Receipt): Promise<Fate> {
  const [block, isFinal] = await Promise.all([readBlock(chain, receipt.block), isFinalAt(chain, receipt.block)])
  if (block === null) return { state: 'unknown' }
  return { state: 'mined', block: receipt.block, at: block.at, isFinal }
}

async function reverted(chain: Chain, receipt: Receipt, sent: Readonly<Record<string, unknown>>): Promise<Fate> {
  const [from, to, data] = [addressOf(sent.from), addressOf(sent.to), hexOf(sent.input)]
  const why = await whyItFailed(chain, { from, to, data, gas: toQuantity(integerOf(sent.gas)) }, receipt)
  const facts = why instanceof Refusal ? why.facts : {}
  return { state: 'reverted', reason: typeof facts.reason === 'string' ? facts.reason : 'unknown', facts }
}

/** Whether the chain says that a block stays: it is at or below the last that does. */
async function isFinalAt(chain: Chain, block: number): Promise<boolean> {
  const final = await readFinalHead(chain)
  return final !== null && final.number >= block
}
