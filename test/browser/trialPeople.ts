/** Three people at one trial desk, each with a browser of its own, and what they do with their own hands. */
import { aPage } from '../support/browser.ts'
import type { TestPage } from '../support/browser.ts'
import type { Page } from 'playwright-core'
import type { Role } from '../../server/desk/ports/accounts.ts'

export interface Person extends TestPage {
  readonly role: Role
}

/** Somebody who has just clicked on who to be. */
export async function aPersonAt(
  origin: string,
  role: Role,
  options: { readonly width?: number; readonly locale?: string } = {},
): Promise<Person> {
  const browser = await aPage(options)
  const { page } = browser
  await page.goto(origin)
  await page.locator(`#replay form[action="/trial/people/${role}"] button`).click()
  await page.locator(`#replay form[action="/trial/people/${role}"] button[aria-pressed="true"]`).waitFor()
  return { ...browser, role }
}

/** Presses a button that asks the wallet, and says yes in the demo wallet; what the wallet said. */
export async function approves(page: Page, button: string | RegExp): Promise<string> {
  await page.getByRole('button', { name: button }).first().click()
  const dialog = page.getByRole('dialog')
  const yes = dialog.getByRole('button', { name: 'Approve' })
  await yes.waitFor()
  const said = await dialog.innerText()
  await yes.click()
  return said.replace(/\s+/g, ' ')
}

/** Signs the terms and the permit. */
export async function signs(page: Page): Promise<void> {
  await approves(page, 'Sign terms')
  await approves(page, 'Sign permit')
  await page
    .getByText(/permit signed for/)
    .first()
    .waitFor()
}

/** Lets desk time run at a week a second until it pauses by itself. */
export async function plays(page: Page): Promise<string> {
  await page.getByLabel('Speed').selectOption('7')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const bar = page.locator('#replay')
  await bar.getByText(/paused: /).waitFor({ timeout: 30_000 })
  return (await bar.innerText()).replace(/\s+/g, ' ')
}

/** The next-step line, or the result box in its place. */
export async function nextStep(page: Page): Promise<string> {
  return (await page.locator('#next-step').innerText()).replace(/\s+/g, ' ')
}
