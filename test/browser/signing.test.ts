import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { wordOf } from '../../server/adapters/chain/decode.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { mint, signFor } from '../support/browserDeals.ts'
import { giveWallet } from '../support/testWallet.ts'
import type { TestWallet, WalletScript } from '../support/testWallet.ts'
import { accountOf } from '../support/visitor.ts'
import { startWebDesk } from '../support/webDesk.ts'
import type { WebDeskUnderTest } from '../support/webDesk.ts'

const MARGIN = 10_500_000n

describe('signing and opening in a browser', function () {
  this.timeout(60_000)
  let desk: WebDeskUnderTest
  let seller: Address
  let buyer: Address
  const opened: TestPage[] = []

  before(async () => {
    desk = await startWebDesk()
    const [first, second] = desk.accounts.slice(10)
    seller = first!
    buyer = second!
    for (const account of [seller, buyer]) await mint(desk, account, 100n * MARGIN)
    await desk.pass()
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close()
  })
  after(() => desk.stop())

  async function visit(
    who: 'seller' | 'buyer',
    deal: DealRecord,
    prepare: (page: Page) => Promise<void> = async () => {},
  ): Promise<TestPage> {
    desk.visitor.account = accountOf(who, deal.terms[who], who === 'seller' ? 'miner' : 'buyer')
    const page = await aPage()
    opened.push(page)
    await prepare(page.page)
    await page.page.goto(`${desk.origin}/deals/${deal.id}/sign`)
    return page
  }

  it('goes from both signatures and permits to an open deal, with the demo wallet saying what is asked', async () => {
    const deal = await desk.agree({ seller, buyer })
    for (const who of ['seller', 'buyer'] as const) {
      const visited = await visit(who, deal)
      const { page } = visited
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Sign terms' }).click()
      await dialog.getByText('play money').waitFor()
      assert.match(await dialog.innerText(), /Sign the terms of deal/)
      await dialog.getByRole('button', { name: 'Approve' }).click()
      if (who === 'seller') {
        await page.getByRole('button', { name: 'Sign permit' }).click()
        assert.match(await dialog.innerText(), /Permit the factory to take 0\.10500000 tBTC/)
        await dialog.getByRole('button', { name: 'Approve' }).click()
        await page.getByText('permit signed for 0.10500000 tBTC').waitFor()
      } else {
        await page.getByRole('button', { name: 'Approve by transaction' }).click()
        assert.match(
          await dialog.innerText(),
          /Allow the factory to take up to 0\.10500000 tBTC.*What is called: approve/s,
        )
        await dialog.getByRole('button', { name: 'Approve' }).click()
        await page.getByText('0.10500000 of 0.10500000 tBTC allowed').waitFor()
      }
      assertContent(visited)
    }
    const { page } = opened.at(-1)!
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.waitForLoadState()
    // Here the engine passes when it is told to; the deal has a page of its own once the chain was read.
    for (let passes = 0; passes < 20 && (await phaseOf(deal)) !== 'open'; passes++) {
      await desk.pass()
      await page.waitForTimeout(250)
    }
    assert.equal(await phaseOf(deal), 'open')
    await page.goto(`${desk.origin}/deals/${deal.id}/sign`)
    await page.waitForURL(`${desk.origin}/deals/${deal.id}`)
  })

  async function phaseOf({ id }: DealRecord): Promise<string | undefined> {
    return (await desk.ports.deals.read(id))?.chain?.state.phase
  }

  it('links an account of the demo wallet, with the message said in words before the wallet opens', async () => {
    const newcomer = { ...accountOf('newcomer', seller), addresses: [] }
    await desk.ports.accounts.insert(newcomer)
    desk.visitor.account = newcomer
    const visited = await aPage()
    opened.push(visited)
    const { page } = visited
    await page.goto(`${desk.origin}/wallet`)
    await page.getByRole('button', { name: 'Link a wallet' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(desk.accounts[12]!).or(dialog.getByText(desk.accounts[12]!.toLowerCase())).first().waitFor()
    await dialog.getByRole('radio').nth(3).check()
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('You prove that you hold this account').waitFor()
    await page.getByRole('button', { name: 'Ask the wallet' }).click()
    await dialog.getByText(`URI: ${desk.origin}`).waitFor()
    const answered = page.waitForResponse(/wallet\/link/)
    await dialog.getByRole('button', { name: 'Approve' }).click()
    assert.equal((await answered).status(), 204)
    assert.equal((await desk.ports.accounts.readByAddress(desk.accounts[10]!))?.id, 'newcomer')
    assertContent(visited)
  })

  describe('with a wallet of one’s own', () => {
    let deal: DealRecord
    let page: Page
    let wallet: TestWallet

    beforeEach(async () => {
      desk.visitor.isTrying = false
      deal = await desk.agree({ seller, buyer })
    })

    async function visitWith(script: Partial<WalletScript>): Promise<void> {
      ;({ page } = await visit('seller', deal, async (empty) => {
        wallet = await giveWallet(empty, desk.chain.chain.url, { account: seller.toLowerCase(), ...script })
      }))
    }

    /** The terms signed already, by the very keys that the wallet has. */
    const signedBySeller = () => signFor(desk, deal, 'seller')

    const click = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const says = (sentence: string | RegExp) => page.getByRole('status').getByText(sentence).first().waitFor()
    const methodsAsked = () => wallet.asked.map(({ method }) => method)

    it('says that there is none, and looks again', async () => {
      ;({ page } = await visit('seller', deal))
      await click('Sign terms')
      await says('No wallet was found in this browser.')
      await page.getByRole('button', { name: 'Look again' }).waitFor()
    })

    it('offers to switch a wallet that is on another network, and goes on', async () => {
      await visitWith({ chainId: 1 })
      await click('Sign terms')
      await says('Your wallet is on chain 1; this deal lives on chain 31337.')
      await click('Switch the network')
      await says('Signed, and kept by the desk.')
      assert.ok(methodsAsked().includes('wallet_switchEthereumChain'))
    })

    it('names the account that the terms name when the wallet uses another', async () => {
      await visitWith({ account: buyer.toLowerCase() })
      await click('Sign terms')
      await says(/^Your wallet uses 0x.*; the terms name 0x.*Choose that account in your wallet/)
      assert.ok(!methodsAsked().includes('eth_signTypedData_v4'), 'it is not asked to sign for somebody else')
      wallet.script.account = seller.toLowerCase()
      await click('Choose the account')
      await says('Signed, and kept by the desk.')
    })

    it('takes no for an answer, and asks again when told to', async () => {
      await visitWith({ answer: 'reject' })
      await click('Sign terms')
      await says('You rejected it in your wallet. Nothing was signed and nothing was sent.')
      wallet.script.answer = 'approve'
      await click('Try again')
      await says('Signed, and kept by the desk.')
      assert.equal((await desk.ports.deals.read(deal.id))?.state, 'signedByOne')
    })

    it('does not ask the wallet for what could not go through: no token, no gas', async () => {
      const poor = desk.accounts[17]!
      deal = await desk.agree({ seller: poor, buyer })
      desk.visitor.account = accountOf('poor', poor)
      ;({ page } = await visit('seller', deal, async (empty) => {
        wallet = await giveWallet(empty, desk.chain.chain.url, { account: poor.toLowerCase() })
      }))
      await click('Sign terms')
      await click('Sign permit')
      await says(/does not hold enough of the token: it has 0\.00000000 tBTC, and 0\.10500000 tBTC are needed/)
      await desk.chain.chain.request('anvil_setBalance', [poor, '0x0'])
      await click('Cancel my signature on the chain')
      await says(/none of the chain’s own coin to pay for a transaction/)
      assert.deepEqual(
        methodsAsked().filter((method) => /^eth_(sign|send)/.test(method)),
        ['eth_signTypedData_v4'],
      )
    })

    it('follows an approval until the chain has it, and then a signature that is taken back', async () => {
      await signedBySeller()
      await visitWith({})
      await click('Approve by transaction')
      await says(/^Done: final in block [0-9]+/)
      await page.getByText('0.10500000 of 0.10500000 tBTC allowed').waitFor()
      await click('Cancel my signature on the chain')
      await page.getByText('This deal can never be opened.').first().waitFor()
      assert.equal((await desk.ports.deals.read(deal.id))?.state, 'cancelled')
    })

    it('says why the chain refused a transaction', async () => {
      await signedBySeller()
      const { to, data } = desk.ports.parties.prepare({ name: 'cancel', terms: deal.terms })
      const [stranger] = desk.accounts.slice(18)
      const refused = [{ from: stranger, to, data, gas: '0x30000' }]
      const pretend = wordOf(await desk.chain.chain.request('eth_sendTransaction', refused))
      await visitWith({ pretend })
      await click('Cancel my signature on the chain')
      await says(/^The chain refused it: The account of this wallet owns neither side of the deal.*the gas is spent/)
    })

    it('says that a transaction waits, and in the end that it was replaced or dropped', async () => {
      await signedBySeller()
      await visitWith({ pretend: `0x${'ab'.repeat(32)}` })
      await page.clock.install()
      await click('Cancel my signature on the chain')
      await says('Sent. Waiting for the chain to include it.')
      await page.clock.runFor(60_000)
      await says(/^The chain does not know this transaction any more: it was replaced or dropped/)
    })

    it('goes on following after the page was loaded again, and sees the chain go back', async () => {
      await signedBySeller()
      const hash = `0x${'cd'.repeat(32)}`
      await visitWith({ pretend: hash })
      let fate: object = { state: 'mined', block: 7, at: 0, isFinal: false }
      await page.route(`**/transactions/${hash}`, (route) => route.fulfill({ json: fate }))
      await page.route('**/cancellation', (route) => route.fulfill({ status: 204 }))
      await click('Cancel my signature on the chain')
      await says('Included in block 7, but not final yet: the chain may still take it back.')
      fate = { state: 'unknown' }
      await page.reload()
      await says('The chain went back and the transaction is undone. Send it again.')
    })
  })
})
