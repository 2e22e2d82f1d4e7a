import assert from 'node:assert/strict'
import { aPage, assertContent } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import { startTrialDesk } from '../support/trialDesk.ts'
import type { TrialDesk } from '../support/trialDesk.ts'
import { aPersonAt } from './trialPeople.ts'

describe('pages left open while others act', function () {
  this.timeout(60_000)
  let desk: TrialDesk
  const opened: TestPage[] = []

  before(async () => {
    desk = await startTrialDesk()
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close()
  })
  after(() => desk.stop())

  async function person(role: 'miner' | 'buyer') {
    const somebody = await aPersonAt(desk.url, role)
    opened.push(somebody)
    return somebody
  }

  it('follow desk time that somebody else moves, and leave alone what is being typed', async () => {
    const [miner, buyer] = [await person('miner'), await person('buyer')]
    await miner.page.goto(`${desk.url}/rfqs/new?side=seller`)
    await miner.page.getByLabel('Hashrate').first().fill('1234')
    await buyer.page.getByRole('button', { name: 'Next event' }).click()
    await miner.page.locator('#replay').getByText('Sat 15 May 2021 00:05 UTC').waitFor()
    assert.equal(await miner.page.getByLabel('Hashrate').first().inputValue(), '1234')
    assertContent(miner)
  })

  it('do what a button says that was held down when the news came', async () => {
    const [miner, buyer] = [await person('miner'), await person('buyer')]
    const clockOf = ({ page }: TestPage) => page.locator('#replay time').first()
    await miner.page.getByRole('button', { name: 'Next event' }).hover()
    await miner.page.mouse.down()
    const followed = miner.page.waitForResponse((response) => response.url() === miner.page.url())
    await buyer.page.getByRole('button', { name: 'Next event' }).click()
    await (await followed).finished()
    const seen = await clockOf(buyer).innerText()
    await miner.page.mouse.up()
    await clockOf(buyer).filter({ hasNotText: seen }).waitFor()
    assertContent(miner)
  })

  it('show a request on the board that was posted meanwhile', async () => {
    const [miner, buyer] = [await person('miner'), await person('buyer')]
    await buyer.page.goto(`${desk.url}/rfqs`)
    const requests = buyer.page.locator('#board tbody tr')
    const before = await requests.count()
    await miner.page.goto(`${desk.url}/rfqs/new?side=seller`)
    await miner.page.getByRole('button', { name: 'Post' }).click()
    await miner.page.waitForURL(/\/rfqs\/(?!new)\w+$/)
    await requests.nth(before).waitFor()
    assert.equal(await requests.count(), before + 1)
    assertContent(buyer)
  })

  it('are opened by a new account as well, which may put its wallet off', async () => {
    const visitor = await aPage()
    opened.push(visitor)
    const { page } = visitor
    await page.goto(`${desk.url}/portfolio`)
    await page.getByRole('link', { name: 'No account yet? Create one' }).click()
    await page.getByLabel('Name').fill('New Power')
    await page.getByLabel(/^Buyer/).check()
    await page.getByLabel('E-mail address').fill('new@example.com')
    await page.getByLabel('Password').fill('too short')
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page
      .getByRole('alert')
      .getByText(/of at least 12 characters/)
      .waitFor()
    assert.equal(await page.getByLabel('Name').inputValue(), 'New Power')
    await page.getByLabel('Password').fill('a sentence is a good one')
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page.waitForURL(/\/wallet\?back=%2Fportfolio/)
    await page.getByText('New Power').first().waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${desk.url}/`)
    await page.goto(`${desk.url}/portfolio`)
    await page.getByLabel('E-mail address').fill('NEW@example.com')
    await page.getByLabel('Password').fill('a sentence is a good one')
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${desk.url}/portfolio`)
    assert.deepEqual(
      visitor.complaints.filter((complaint) => !complaint.includes('422')),
      [],
    )
  })
})
