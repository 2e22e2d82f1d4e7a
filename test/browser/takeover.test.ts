import assert from 'node:assert/strict'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { barriers } from '../support/accessibility.ts'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { mint, openedDeal } from '../support/browserDeals.ts'
import { FIRST_DAY } from '../support/chain.ts'
import { giveWallet } from '../support/testWallet.ts'
import { accountOf } from '../support/visitor.ts'
import { startWebDesk } from '../support/webDesk.ts'
import type { WebDeskUnderTest } from '../support/webDesk.ts'

const MARGIN = 10_500_000n
/** 10 000 TH/s at 0.98e-6 above the fixed rate: the seller owes 980 000 a day. */
const HIGH = indexValue(6_000_000_000_000n)
const TWO_DAYS = 2 * 86_400

/**
 * Five days of 10 000 TH/s, settled daily. After the first the seller has 9 520 000, would owe 3 920 000, is called, and does not pay;
 * a stranger takes its place for 10 500 000, and the deal runs to its end.
 */
describe('a deal that outlives a default, by three people in the browser', function () {
  this.timeout(90_000)
  let desk: WebDeskUnderTest
  let seller: Address
  let buyer: Address
  let taker: Address
  let deal: DealRecord
  const opened: TestPage[] = []

  before(async () => {
    desk = await startWebDesk()
    const accounts = desk.accounts.slice(14)
    ;[seller, buyer, taker] = [accounts[0]!, accounts[1]!, accounts[2]!]
    for (const account of [seller, buyer, taker]) await mint(desk, account, 2n * MARGIN)
    const schedule = { periodDays: 1, periods: 5, hashrate: 10_000n, takeoverSeconds: TWO_DAYS }
    deal = await openedDeal(desk, { seller, buyer, ...schedule })
    await desk.chain.fix(FIRST_DAY + 1, HIGH)
    await desk.pass()
    // The call is not met for two days.
    await desk.chain.fix(FIRST_DAY + 2, HIGH)
    await desk.chain.fix(FIRST_DAY + 3, HIGH)
    await desk.pass()
    await desk.chain.fix(FIRST_DAY + 4, HIGH)
    await desk.pass()
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close()
  })
  after(() => desk.stop())

  /** Somebody with a wallet of its own at an address of the desk. */
  async function visit(account: Address, path: string, width = 1_280): Promise<TestPage> {
    desk.visitor.isTrying = false
    desk.visitor.account = accountOf(account.slice(2, 8), account, 'miner')
    const visited = await aPage({ width })
    opened.push(visited)
    await giveWallet(visited.page, desk.chain.chain.url, { account: account.toLowerCase() })
    await visited.page.goto(desk.origin + path)
    return visited
  }

  const dealPath = () => `/deals/${deal.id}`
  const done = ({ page }: TestPage) =>
    page
      .locator('#act-news')
      .getByText(/^Done: final in block/)
      .waitFor()
  const state = () => desk.ports.escrows.readState(deal.escrow)

  it('tells the buyer that its hedge goes on if somebody steps in', async () => {
    const { page } = await visit(buyer, dealPath())
    await page.getByText(/failed\. Until .* anybody may take its place: your hedge then goes on/).waitFor()
    assert.equal((await state()).phase, 'defaulted')
  })

  it('shows strangers what stepping in costs and brings, by night and on a phone as well', async () => {
    for (const path of ['/takeovers', `/takeovers/${deal.id}`]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await visit(taker, path, 360)
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        assert.deepEqual(await barriers(page), [], `${path}, ${colorScheme}`)
        assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), 360)
      }
    }
  })

  it('lets a stranger find it on the board, and step in', async () => {
    const visited = await visit(taker, '/rfqs')
    const { page } = visited
    await page.getByRole('link', { name: '1 deal can be taken over' }).click()
    await page.getByRole('link', { name: 'Look' }).click()
    await page.waitForURL(/\/takeovers\/0x[0-9a-f]{64}$/)
    await page.getByRole('button', { name: 'Take over for 0.10500000 tBTC' }).click()
    await done(visited)
    const { phase, owner, balance } = await state()
    assert.deepEqual([phase, owner.seller], ['open', taker])
    // 9 520 000 and the deposit, less 3 500 000 that is left to the seller and what the buyer got of the penalty.
    assert.equal(balance.seller + balance.buyer, 2n * MARGIN + 10_500_000n - 3_500_000n)
    await desk.pass()
    await page.reload()
    await page.getByText('This side is yours now.').waitFor()
    await page.getByRole('link', { name: 'To the deal' }).click()
    await page.getByText('You are').first().waitFor()
    assert.match(await page.locator('#facts').innerText(), /the seller, receiving fixed/)
    assertContent(visited)
  })

  it('pays who failed what was left to it', async () => {
    const visited = await visit(seller, dealPath())
    await visited.page.getByText(/^Your side was taken over on/).waitFor()
    await visited.page.getByRole('button', { name: 'Withdraw 0.03500000 tBTC' }).click()
    await done(visited)
    await desk.pass()
    await visited.page.reload()
    await visited.page.getByText('You have taken it.').waitFor()
    assertContent(visited)
  })

  it('runs to its end, and pays out what everybody has: together all that was put in', async () => {
    await desk.chain.fix(FIRST_DAY + 5, HIGH)
    await desk.pass()
    const { cause, balance } = await state()
    assert.equal(cause, 'matured')
    assert.equal(balance.seller + balance.buyer, 28_000_000n)
    for (const account of [taker, buyer]) {
      const visited = await visit(account, dealPath())
      await visited.page.getByText('The deal ran its course: all 5 periods are settled.').waitFor()
      await visited.page.getByRole('button', { name: /^Withdraw/ }).click()
      await done(visited)
      assertContent(visited)
      await desk.pass()
    }
    assert.deepEqual((await state()).balance, { seller: 0n, buyer: 0n })
  })
})
