/** What happens to a deal before a browser comes to see it: money, approvals, signatures, by the keys that the test's node holds. */
import { TOKEN } from '../../server/adapters/chain/abi.ts'
import { hexOf, wordOf } from '../../server/adapters/chain/decode.ts'
import { waitForReceipt } from '../../server/adapters/chain/receipts.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import { recordSignature } from '../../server/desk/recordSignature.ts'
import { SIDES, initialMargin } from '../../server/domain/terms/terms.ts'
import type { Address, Side, Terms } from '../../server/domain/terms/terms.ts'
import type { WebDeskUnderTest } from './webDesk.ts'

/** Gives `account` play money of the desk's token. */
export function mint(desk: WebDeskUnderTest, account: Address, amount: bigint): Promise<void> {
  const token = desk.chain.network.tokens[0]!.address
  return send(desk, { from: account, to: token, data: TOKEN.encodeFunctionData('mint', [account, amount]) })
}

/** Signs the terms as the owner of `side` and hands the desk its signature. */
export async function signFor(desk: WebDeskUnderTest, deal: DealRecord, side: Side): Promise<void> {
  const request = desk.ports.parties.termsToSign(deal.terms)
  const signature = hexOf(await desk.chain.chain.request('eth_signTypedData_v4', [deal.terms[side], request]))
  await recordSignature(desk.ports, { dealId: deal.id, side, signature })
}

/** A deal on these terms, approved and signed by both, and open on chain. */
export async function openedDeal(desk: WebDeskUnderTest, wanted: Partial<Terms>): Promise<DealRecord> {
  const deal = await desk.agree(wanted)
  const { factory } = desk.chain.network
  for (const side of SIDES) {
    const data = TOKEN.encodeFunctionData('approve', [factory, initialMargin(deal.terms, side)])
    await send(desk, { from: deal.terms[side], to: deal.terms.token, data })
    await signFor(desk, deal, side)
  }
  return openDeal(desk.ports, { dealId: deal.id, actor: 'test' })
}

async function send(
  desk: WebDeskUnderTest,
  transaction: { readonly from: Address; readonly to: Address; readonly data: string },
): Promise<void> {
  const { chain } = desk.chain
  await waitForReceipt(chain, wordOf(await chain.request('eth_sendTransaction', [transaction])))
}
