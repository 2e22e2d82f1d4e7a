import assert from 'node:assert/strict'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Address, Side } from '../../server/domain/terms/terms.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { mint, openedDeal } from '../support/browserDeals.ts'
import { FIRST_DAY } from '../support/chain.ts'
import { giveWallet } from '../support/testWallet.ts'
import { accountOf } from '../support/visitor.ts'
import { startWebDesk } from '../support/webDesk.ts'
import type { WebDeskUnderTest } from '../support/webDesk.ts'

const MARGIN = 10_500_000n
/** At 6e-6 BTC/TH/day the seller would owe 84 000 · 0.98e-6 = 0.08232. */
const HIGH = indexValue(6_000_000_000_000n)

describe('acting on a deal in a browser', function () {
  this.timeout(60_000)
  let desk: WebDeskUnderTest
  let seller: Address
  let buyer: Address
  const opened: TestPage[] = []

  before(async () => {
    desk = await startWebDesk()
    const [first, second] = desk.accounts.slice(14)
    seller = first!
    buyer = second!
    for (const account of [seller, buyer]) await mint(desk, account, 10n * MARGIN)
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close()
  })
  after(() => desk.stop())

  /** The page of the deal after an engine's pass, for the owner of one side with a wallet of its own. */
  async function visit(deal: DealRecord, side: Side, width = 1_280): Promise<TestPage> {
    await desk.pass()
    desk.visitor.isTrying = false
    desk.visitor.account = accountOf(side, deal.terms[side], side === 'seller' ? 'miner' : 'buyer')
    const visited = await aPage({ width })
    opened.push(visited)
    await giveWallet(visited.page, desk.chain.chain.url, { account: deal.terms[side].toLowerCase() })
    await visited.page.goto(`${desk.origin}/deals/${deal.id}`)
    return visited
  }

  const done = ({ page }: TestPage) =>
    page
      .locator('#act-news')
      .getByText(/^Done: final in block/)
      .waitFor()
  const balances = async ({ escrow }: DealRecord) => (await desk.ports.escrows.readState(escrow)).balance

  it('says why not, in words, before the wallet is asked', async () => {
    const deal = await openedDeal(desk, { seller, buyer })
    const { page } = await visit(deal, 'buyer')
    const topUp = page.locator('form[data-act="topUp"]')
    await topUp.getByLabel(/^Amount/).fill('1000')
    await topUp.getByRole('button', { name: 'Top up' }).click()
    await topUp.getByText('1000.00000000 tBTC are needed').waitFor()
  })

  it('fits a phone: nothing is wider than 360 dots', async () => {
    const deal = await openedDeal(desk, { seller, buyer })
    const { page } = await visit(deal, 'buyer', 360)
    const { scrollWidth, clientWidth } = await page.evaluate<Record<'scrollWidth' | 'clientWidth', number>>(
      '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
    )
    assert.deepEqual([scrollWidth, clientWidth], [360, 360])
  })

  it('carries it from a margin call over a top-up to an agreed end and both withdrawals', async () => {
    const deal = await openedDeal(desk, { seller, buyer })
    await desk.chain.fix(FIRST_DAY + 1, HIGH)

    const called = await visit(deal, 'seller')
    await called.page.getByText(/^You must add 0\.08232000 tBTC by/).waitFor()
    await called.page.getByRole('button', { name: 'Top up 0.08232000 tBTC' }).click()
    await done(called)
    assert.deepEqual(await balances(deal), { seller: MARGIN + 8_232_000n, buyer: MARGIN })

    const proposing = await visit(deal, 'seller')
    await proposing.page.getByText('Nobody has to do anything.').waitFor()
    const offer = proposing.page.locator('form[data-act="proposeTermination"]')
    await offer.getByLabel(/^Amount/).fill('0.08')
    await offer.getByRole('button').click()
    await done(proposing)

    const answering = await visit(deal, 'buyer')
    await answering.page.getByText(/offers to end the deal now: you receive 0\.08000000 tBTC/).waitFor()
    await answering.page.getByRole('button', { name: 'Accept: receive 0.08000000 tBTC' }).first().click()
    await done(answering)

    for (const [side, amount] of [
      ['buyer', '0.18500000'],
      ['seller', '0.10732000'],
    ] as const) {
      const ended = await visit(deal, side)
      await ended.page
        .getByText(/^Both sides agreed to end the deal on .*: the seller paid 0\.08000000 tBTC\.$/)
        .waitFor()
      await ended.page.getByRole('button', { name: `Withdraw ${amount} tBTC` }).click()
      await done(ended)
      assertContent(ended)
    }
    assert.deepEqual(await balances(deal), { seller: 0n, buyer: 0n })
    const last = await visit(deal, 'seller')
    await last.page.getByText('Everything has been withdrawn.').waitFor()
  })
})
