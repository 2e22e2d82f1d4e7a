import chromium from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'

/** What a browser sees of one page on a first visit. */
export interface Seen {
  readonly assetBytes: number
  readonly layoutShift: number
}

/** A browser that measures pages. */
export interface MeasuringBrowser {
  /** Opens the page with nothing kept from before, in a window so wide. */
  see(visit: { readonly url: string; readonly cookie: string; readonly width: number }): Promise<Seen>
  close(): Promise<void>
}

/** The bundled arguments turn rules off that pages must live by. */
const LAWLESS: readonly string[] = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--single-process',
  '--no-zygote',
]

/** Fonts are kept for a month and shared by all pages: they have no part in a page's weight. */
const FONTS = '/fonts/'

/** Long enough for what comes late to move something. */
const SETTLING_MS = 500

export async function launchBrowser(): Promise<MeasuringBrowser> {
  const args = chromium.args.filter((argument) => !LAWLESS.includes(argument))
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args, headless: true })
  return { see: (visit) => see(browser, visit), close: () => browser.close() }
}

async function see(
  browser: Browser,
  { url, cookie, width }: { readonly url: string; readonly cookie: string; readonly width: number },
): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  try {
    const page = await context.newPage()
    await context.addCookies(cookie.split('; ').map((pair) => cookieFor(url, pair)))
    const weights: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (new URL(request.url()).pathname.startsWith(FONTS)) return
      weights.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.addInitScript(WATCH_SHIFTS)
    await page.goto(url, { waitUntil: 'load' })
    const layoutShift = await shiftsOf(page)
    return { assetBytes: (await Promise.all(weights)).reduce((sum, bytes) => sum + bytes, 0), layoutShift }
  } finally {
    await context.close()
  }
}

function cookieFor(url: string, pair: string) {
  const at = pair.indexOf('=')
  return { url, name: pair.slice(0, at), value: pair.slice(at + 1) }
}

/** Runs in the page, before anything of it. */
const WATCH_SHIFTS = `
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
  }).observe({ type: 'layout-shift', buffered: true })`

async function shiftsOf(page: Page): Promise<number> {
  await page.evaluate('document.fonts.ready.then(() => true)')
  await page.waitForTimeout(SETTLING_MS)
  return Number(await page.evaluate('window.shifted'))
}
