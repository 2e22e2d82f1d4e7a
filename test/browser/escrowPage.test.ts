import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Interface, id } from 'ethers'
import type { Page } from 'playwright-core'
import { CONTRACT_ERRORS } from '../../server/adapters/chain/contractErrors.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Address, Terms } from '../../server/domain/terms/terms.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { escrowFile } from '../../server/web/escrowFile.ts'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { mint, openedDeal } from '../support/browserDeals.ts'
import { FIRST_DAY, builtArtifact } from '../support/chain.ts'
import { temporaryFolder } from '../support/embedded.ts'
import { giveWallet } from '../support/testWallet.ts'
import type { TestWallet } from '../support/testWallet.ts'
import { startWebDesk } from '../support/webDesk.ts'
import type { WebDeskUnderTest } from '../support/webDesk.ts'

const ROOT = join(import.meta.dirname, '../..')
const MARGIN = 10_500_000n
/** At 6e-6 BTC/TH/day the seller would owe 84 000 · 0.98e-6 = 0.08232. */
const HIGH = indexValue(6_000_000_000_000n)
/** As much above that again. */
const HIGHER = indexValue(6_980_000_000_000n)
const HIGHEST = indexValue(7_960_000_000_000n)

describe('the escrow page, saved to a disk while the desk is off', function () {
  this.timeout(60_000)
  let desk: WebDeskUnderTest
  let seller: Address
  let buyer: Address
  let file: string
  const opened: TestPage[] = []

  before(async () => {
    desk = await startWebDesk()
    const [first, second] = desk.accounts.slice(12)
    seller = first!
    buyer = second!
    for (const account of [seller, buyer]) await mint(desk, account, 10n * MARGIN)
    file = join(temporaryFolder(), 'escrow.html')
    writeFileSync(file, escrowFile(ROOT).html)
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close()
  })
  after(() => desk.stop())

  const anOpenDeal = (wanted: Partial<Terms> = {}) => openedDeal(desk, { seller, buyer, ...wanted })

  async function visit(deal: DealRecord, account: Address): Promise<TestPage & { readonly wallet: TestWallet }> {
    const visited = await aPage()
    opened.push(visited)
    const wallet = await giveWallet(visited.page, desk.chain.chain.url, { account: account.toLowerCase() })
    await visited.page.goto(pathToFileURL(file).href)
    await visited.page.getByLabel('Escrow address').fill(deal.escrow)
    await visited.page.getByRole('button', { name: 'Connect Test wallet' }).click()
    return { ...visited, wallet }
  }

  const does = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const says = (page: Page, sentence: string | RegExp) => page.getByText(sentence).first().waitFor()

  it('carries a deal from a margin call over a top-up to an agreed end and the withdrawal of what is left', async () => {
    const deal = await anOpenDeal()
    await desk.chain.fix(FIRST_DAY + 1, HIGH)
    const visited = await visit(deal, seller)
    const { page, wallet } = visited
    await says(page, 'Both accounts are in order. 0 of 12 periods are settled.')
    await says(page, '0.08232000')

    await does(page, 'Value the deal')
    await says(page, /^The seller must add 0\.08232000 tBTC by 2021-04-15 00:05 UTC/)
    await does(page, 'Add collateral')
    await says(page, 'Both accounts are in order.')
    assert.equal((await desk.ports.escrows.readState(deal.escrow)).balance.seller, MARGIN + 8_232_000n)

    await page.getByLabel('Payment in tBTC').fill('0.01')
    await does(page, 'Propose to end')
    await says(page, 'Takes your standing offer to end the deal back.')

    wallet.script.account = buyer.toLowerCase()
    await does(page, 'Connect Test wallet')
    await says(page, /The other side offers to end the deal now: the seller pays 0\.01000000 tBTC/)
    await does(page, 'Accept the end')
    await says(page, 'Both sides agreed to end it.')
    await does(page, 'Withdraw')
    await page.getByRole('button', { name: 'Withdraw', exact: true }).waitFor({ state: 'detached' })
    await says(page, /^Done, in block/)
    assert.equal((await desk.ports.escrows.readState(deal.escrow)).balance.buyer, 0n)
    assertContent(visited)
  })

  it('settles what is due and closes out what was not met, for anybody', async () => {
    const start = {
      startDay: FIRST_DAY + 2,
      openBy: 86_400 * (FIRST_DAY + 3),
      periodDays: 1,
      periods: 84,
      fixedRate: HIGH,
    }
    const deal = await anOpenDeal(start)
    await desk.chain.fix(FIRST_DAY + 2, HIGHER)
    const visited = await visit(deal, desk.accounts[19]!)
    const { page } = visited
    await says(page, /Settles 1 period\(s\) that are due/)
    await does(page, 'Settle')
    await says(page, '1 of 84 periods are settled')
    await does(page, 'Value the deal')
    await says(page, /^The seller must add/)
    await desk.chain.fix(FIRST_DAY + 3, HIGHER)
    await desk.chain.fix(FIRST_DAY + 4, HIGHER)
    await does(page, 'Read again')
    await says(page, /Anyone may close the deal out\./)
    await page.getByRole('button', { name: '简体中文' }).click()
    await says(page, '任何人都可以平仓。')
    await does(page, '平仓')
    await says(page, '因追缴逾期未补而平仓。')
    assert.equal((await desk.ports.escrows.readState(deal.escrow)).cause, 'closedOut')
    assertContent(visited)
  })

  it('says in words why something will not go through, before the wallet is asked', async () => {
    const { page, wallet } = await visit(await anOpenDeal(later()), seller)
    await page.getByLabel('Amount in tBTC').fill('500')
    await does(page, 'Add collateral')
    await says(page, /^Your wallet holds [0-9.]+ tBTC: not enough\./)
    assert.ok(!wallet.asked.some(({ method }) => method === 'eth_sendTransaction'))
  })

  it('is served whole: nothing else is loaded, and its policy lets exactly its own script run', async () => {
    const deal = await anOpenDeal(later())
    const visited = await aPage()
    opened.push(visited)
    const asked: string[] = []
    visited.page.on('request', (request) => void asked.push(request.url()))
    const address = `${desk.origin}/escrow.html?escrow=${deal.escrow}&lang=en`
    await visited.page.goto(address)
    await visited.page.getByLabel('Address of a node (JSON-RPC)').fill(desk.chain.chain.url)
    await does(visited.page, 'Read')
    await says(visited.page, 'Connect a wallet to do something.')
    await says(visited.page, 'Both accounts are in order.')
    const elsewhere = asked.filter(
      (url) => url !== address && !url.startsWith(desk.chain.chain.url) && !url.startsWith('data:'),
    )
    assert.deepEqual(elsewhere, [])
    assertContent(visited)
  })

  it('lets anybody step into a side that failed, and its old owner take what was left to it', async () => {
    const deal = await anOpenDeal({ ...later(), takeoverSeconds: 172_800 })
    const taker = desk.accounts[18]!
    await mint(desk, taker, 2n * MARGIN)
    await desk.chain.fix(FIRST_DAY + 5, HIGHEST)
    const visited = await visit(deal, taker)
    const { page, wallet } = visited
    await does(page, 'Value the deal')
    await says(page, /^The seller must add 0\.08232000 tBTC/)
    await desk.chain.fix(FIRST_DAY + 6, HIGHEST)
    await desk.chain.fix(FIRST_DAY + 7, HIGHEST)
    await does(page, 'Read again')
    await says(page, /^Opens the takeover window of 48 h/)
    await does(page, 'Close out')
    await says(page, /^The seller did not meet its margin call\. Until .* anyone may step into its place/)
    // 10 500 000 less 8 232 000 owed and 2 100 000 of penalty.
    await says(page, /you pay in 0\.10500000 tBTC now \(at most 0\.10605000.*0\.00168000 is left to whoever failed\./)
    await does(page, 'Take over')
    await says(page, 'Both accounts are in order.')
    assert.equal((await desk.ports.escrows.readState(deal.escrow)).owner.seller, taker)

    wallet.script.account = seller.toLowerCase()
    await does(page, 'Connect Test wallet')
    await says(page, /^Pays 0\.00168000 tBTC, left to you when your side was taken over/)
    await does(page, 'Withdraw what was left to you')
    await says(page, /^Done, in block/)
    await page.getByRole('button', { name: 'Withdraw what was left to you' }).waitFor({ state: 'detached' })
    assertContent(visited)
  })

  /** A first day that has not passed and a rate at which nobody owes, wherever the tests before left clock and index. */
  function later(): Partial<Terms> {
    return { startDay: FIRST_DAY + 5, openBy: 86_400 * (FIRST_DAY + 6), fixedRate: HIGHER }
  }
})

describe('what the escrow page knows by heart', () => {
  it('is what the contracts say: errors and events', async () => {
    const reads = '../../public/escrow/'
    const { ERRORS } = (await import(`${reads}possible.js`)) as { ERRORS: Record<string, string> }
    const { TOPICS } = (await import(`${reads}reads.js`)) as { TOPICS: Record<string, string> }
    for (const selector of Object.keys(ERRORS)) assert.ok(CONTRACT_ERRORS.getError(selector) !== null, selector)
    const escrow = new Interface(builtArtifact('DealEscrow').abi as ConstructorParameters<typeof Interface>[0])
    const names = { proposed: 'TerminationProposed', withdrawn: 'ProposalWithdrawn', settled: 'Settled' }
    for (const [word, event] of Object.entries(names)) {
      assert.equal(TOPICS[word], id(escrow.getEvent(event)!.format('sighash')))
    }
  })
})
