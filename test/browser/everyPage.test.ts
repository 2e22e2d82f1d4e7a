import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { CATALOGUE as ENGLISH } from '../../server/web/words/en/catalogue.ts'
import { CATALOGUE as CHINESE } from '../../server/web/words/zh/catalogue.ts'
import { barriers } from '../support/accessibility.ts'
import { aPage, assertContent } from '../support/browser.ts'
import { startTrialDesk } from '../support/trialDesk.ts'
import type { TrialDesk } from '../support/trialDesk.ts'
import { aPersonAt } from './trialPeople.ts'
import type { Person } from './trialPeople.ts'

/** Pages that everybody has; those about something are found by following the links of the seeded desk. */
const FIXED = [
  '/',
  '/sign-in',
  '/sign-up',
  '/rfqs',
  '/rfqs/new?side=seller',
  '/rfqs/new?side=buyer',
  '/portfolio',
  '/takeovers',
  '/indices/BME14',
  '/indices/BME84?range=all',
  '/broker',
  '/broker/introduce',
  '/operations',
  '/wallet',
  '/escrow.html',
  '/nowhere',
] as const

/** One page of each kind that the seeded desk links to. */
const KINDS = [
  /^\/rfqs\/(?!new)[\w-]+$/,
  /^\/rfqs\/[\w-]+\/quote$/,
  /^\/negotiations\/[\w-]+$/,
  /^\/deals\/0x[0-9a-f]{64}$/,
  /^\/epochs\/\d+$/,
] as const

describe('every page of the seeded desk', function () {
  this.timeout(180_000)
  let desk: TrialDesk
  let trader: Person
  let addresses: readonly string[]

  before(async () => {
    desk = await startTrialDesk()
    trader = await aPersonAt(desk.url, 'buyer')
    addresses = await everyPage(trader.page)
  })
  after(async () => {
    await trader.close()
    await desk.stop()
  })

  /** The fixed pages, and the first page of each other kind; of a deal also its confirmation and where it is signed. */
  async function everyPage(page: Page): Promise<readonly string[]> {
    const found = new Set<string>()
    for (const start of ['/', '/rfqs', '/portfolio']) {
      await page.goto(desk.url + start)
      for (const href of await linksOf(page)) found.add(href)
    }
    const rfq = [...found].find((href) => KINDS[0].test(href))
    assert.ok(rfq !== undefined, 'the seeded desk has a request')
    await page.goto(desk.url + rfq)
    for (const href of await linksOf(page)) found.add(href)
    const ofKind = KINDS.flatMap((kind) => [...found].filter((href) => kind.test(href)).slice(0, 1))
    const deals = [...found].filter((href) => KINDS[3].test(href))
    assert.ok(deals.length >= 2, 'the seeded desk has a live deal and one that ended by default')
    return [...new Set([...FIXED, ...ofKind, ...deals, `${deals[0]!}/confirmation`])]
  }

  async function linksOf(page: Page): Promise<readonly string[]> {
    return page.evaluate<string[]>(`[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))`)
  }

  it('has no barrier that axe knows of, by day and by night', async () => {
    const { page } = trader
    for (const address of addresses) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.goto(desk.url + address)
        // The escrow page draws itself.
        await page.locator('h1').first().waitFor()
        assert.deepEqual(await barriers(page), [], `${address}, ${colorScheme}`)
      }
    }
  })

  it('fits a phone of 360 pixels without being pushed sideways', async () => {
    const phone = await aPersonAt(desk.url, 'buyer', { width: 360 })
    for (const address of addresses) {
      await phone.page.goto(desk.url + address)
      const width = await phone.page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(width <= 360, `${address} is ${width} pixels wide`)
    }
    await phone.close()
  })

  it('speaks Chinese to a Chinese reader, whole sentences of English nowhere', async () => {
    const reader = await aPersonAt(desk.url, 'buyer', { locale: 'zh-CN' })
    const chinese = new Set<string>(Object.values(CHINESE))
    const english = Object.values(ENGLISH).filter(
      (text) => text.length >= 12 && text.includes(' ') && !text.includes('{{') && !chinese.has(text),
    )
    for (const address of addresses.filter((one) => one !== '/escrow.html')) {
      await reader.page.goto(desk.url + address)
      const shown = await reader.page.locator('body').innerText()
      assert.match(shown, /[\u4e00-\u9fff]{4}/, `${address} has no Chinese`)
      assert.deepEqual(
        english.filter((text) => shown.includes(text)),
        [],
        address,
      )
    }
    await reader.close()
  })

  it('complains of nothing: no script fails, and nothing is loaded that the content policy refuses', () => {
    const complaints = trader.complaints.filter((complaint) => !complaint.includes('404'))
    assert.deepEqual(complaints, [])
  })
})

describe('the desk without a mouse', function () {
  this.timeout(90_000)

  it('takes a visitor from the first page to a posted request by keyboard alone', async () => {
    const desk = await startTrialDesk()
    const visitor = await aPage()
    const { page } = visitor
    await page.goto(desk.url)
    await page.keyboard.press('Tab')
    assert.match(await focusedText(page), /Skip to content/)
    await tabTo(page, 'Try it as the miner')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/rfqs\/new/)
    await tabTo(page, 'Post')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/rfqs\/(?!new)\w+$/)
    assert.match(await page.locator('h1').innerText(), /1,000 TH\/s/)
    assertContent(visitor)
    await visitor.close()
    await desk.stop()
  })

  async function focusedText(page: Page): Promise<string> {
    return page.locator(':focus').first().innerText()
  }

  /** Presses Tab until something of that name has the focus, and sees that the focus shows. */
  async function tabTo(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab')
      const focused = page.locator(':focus').first()
      if ((await focused.count()) === 0 || (await focused.innerText()).trim() !== name) continue
      const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
      assert.notEqual(outline, 'none', `${name} does not show that it has the focus`)
      return
    }
    assert.fail(`Tab never reaches "${name}"`)
  }
})
