/** A real browser for tests: one for the whole run, a fresh context (cookies, storage) for each page that is asked for. */
import assert from 'node:assert/strict'
import chromium from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'

/** The bundled arguments turn the rules off that pages must live by. */
const LAWLESS = ['--disable-web-security', '--allow-running-insecure-content', '--single-process', '--no-zygote']

/** How long anything may take before a test gives up: a machine that does much else is slow, and no test is about that. */
const PATIENCE_MS = 30_000

const open = new Set<Page>()
let running: Promise<Browser> | null = null

async function browser(): Promise<Browser> {
  running ??= launch()
  return running
}

async function launch(): Promise<Browser> {
  const args = chromium.args.filter((argument) => !LAWLESS.includes(argument))
  return driver.launch({ executablePath: await chromium.executablePath(), args, headless: true })
}

// What was on the screens says more of a failure than what was missing on them.
afterEach(async function () {
  if (this.currentTest?.state !== 'failed') return
  for (const page of open) {
    const shown = await page.locator('body').innerText({ timeout: 2_000 }).catch(String)
    console.log(`\n--- ${page.url()}\n${shown.slice(0, 3_000)}`)
  }
})

// After the last test of the run, whichever file it is in.
after(async () => {
  await (await running)?.close()
})

export interface TestPage {
  readonly page: Page
  /** What the page complained about: errors of its scripts, and what its content policy refused. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** A page of somebody with an empty browser. */
export async function aPage(options: { readonly locale?: string; readonly width?: number } = {}): Promise<TestPage> {
  const context = await (
    await browser()
  ).newContext({
    locale: options.locale ?? 'en-GB',
    viewport: { width: options.width ?? 1_280, height: 900 },
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => void complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.setDefaultTimeout(PATIENCE_MS)
  open.add(page)
  return {
    page,
    complaints,
    close: () => {
      open.delete(page)
      return context.close()
    },
  }
}

/** Asserts that the page had nothing to complain about. */
export function assertContent({ complaints }: TestPage): void {
  assert.deepEqual(complaints, [])
}
