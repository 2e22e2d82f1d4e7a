import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { createDesk } from '../../server/desk/desk.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { Change } from '../../server/desk/ports/changes.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { aWorld } from '../support/deals.ts'
import { aPerson, aPublishedRfq, aQuote } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { BUYER, SELLER } from '../support/terms.ts'
import { signedInAs } from '../support/visitor.ts'
import { fakeApp, fakeLog } from '../web/fakeDesk.ts'

describe('negotiating in a browser', function () {
  this.timeout(60_000)
  let world: World
  let server: Server
  let andes: Account
  let cedar: Account
  let shown: TestPage
  const listeners = new Set<(change: Change) => void>()

  before(async () => {
    world = await aWorld()
    andes = await aPerson(world, 'Andes Mining', [SELLER])
    cedar = await aPerson(world, 'Cedar Street', [BUYER])
    const listen = (listener: (change: Change) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    const app = fakeApp(createDesk(world.ports), fakeLog(), { changes: { announce: () => {}, listen } })
    const door = signedInAs(
      () => andes,
      () => app,
    )
    server = createServer(door)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => shown.close())
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  async function visit(address: string): Promise<TestPage> {
    shown = await aPage()
    await shown.page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${address}`)
    return shown
  }

  /** Waits until a field says `value`. */
  async function says(page: Page, field: string, value: string): Promise<void> {
    while ((await page.inputValue(`#${field}`)) !== value) await page.waitForTimeout(20)
  }

  it('shows what a request would mean while it is written, and lets margins follow until one is chosen', async () => {
    const { page } = await visit('/rfqs/new')
    await page.fill('#hashrate', '2000')
    await says(page, 'sellerMargin', '0.21')
    assert.match((await page.textContent('#outlook'))!, /You sell 2,000 TH\/s/)

    await page.fill('#sellerMargin', '0.3')
    await page.fill('#hashrate', '1000')
    await says(page, 'buyerMargin', '0.105')
    assert.equal(await page.inputValue('#sellerMargin'), '0.3')
    await page.click('button[name=restore][value=sellerMargin]')
    assert.equal(await page.inputValue('#sellerMargin'), '0.105')

    await page.fill('#sellerPenalty', '0.2')
    await page.focus('#days')
    await page.waitForSelector('#sellerPenalty-error')
    assert.match((await page.textContent('#sellerPenalty-error'))!, /Penalty 0\.2 is more than the margin 0\.105/)
    await page.fill('#sellerPenalty', '0.02')
    await page.waitForSelector('#outlook svg')
    await page.click('button[name=act][value=post]')
    await page.waitForURL(/\/rfqs\/name\d+$/)
    assertContent(shown)
  })

  it('never moves an Accept under a finger: it closes what was drawn for an older version', async () => {
    const rfq = await aPublishedRfq(world, andes)
    const { id, versions } = await aQuote(world, cedar, rfq, { fixedRate: indexValue(4_950_000_000_000n) })
    const { page } = await visit(`/negotiations/${id}`)
    const sheet = { ...versions[0]!.sheet, fixedRate: indexValue(4_900_000_000_000n) }
    const desk = createDesk(world.ports)
    const { expiresAt } = versions[0]!
    await desk.counterOffer({ by: cedar.id, negotiationId: id, version: 1, sheet, expiresAt, address: null })
    while (listeners.size === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    for (const listener of listeners) listener({ what: 'negotiation', id })
    await page.waitForSelector('#newer:not([hidden])')
    assert.match((await page.textContent('#head'))!, /v2/)
    assert.equal(await page.isVisible('text=Accept v1'), false)
    await page.click('#newer a')
    assert.match((await page.textContent('.notice'))!, /v2 replaced v1 while you were reading/)
    await page.click('text=Accept v2')
    await page.waitForURL(/\/deals\/0x[0-9a-f]{64}\/sign$/)
    assertContent(shown)
  })
})
