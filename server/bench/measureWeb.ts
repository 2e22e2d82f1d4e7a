import { launchBrowser } from './webBrowser.ts'
import type { MeasuringBrowser } from './webBrowser.ts'
import { startOwnDesk } from './webDesk.ts'
import { PAGES } from './webFigures.ts'
import type { PageFigures, PageName, WebFigures } from './webFigures.ts'
import { aMiner } from './webVisitor.ts'
import type { Visitor } from './webVisitor.ts'

const WARM_UPS = 3
const TIMES = 21
const WIDTHS = [1_280, 360] as const

/** Measures the pages of a desk of its own, as its demo miner sees them. */
export async function measureWeb(): Promise<WebFigures> {
  const desk = await startOwnDesk()
  try {
    const visitor = await aMiner(desk.url)
    const browser = await launchBrowser()
    try {
      const addresses = await addressesOf(visitor)
      const measured: [PageName, PageFigures | null][] = []
      for (const page of PAGES) {
        const path = addresses[page]
        measured.push([page, path === null ? null : await figuresOf(visitor, browser, desk.url, path)])
      }
      return Object.fromEntries(measured) as Record<PageName, PageFigures | null>
    } finally {
      await browser.close()
    }
  } finally {
    await desk.stop()
  }
}

async function addressesOf(visitor: Visitor): Promise<Readonly<Record<PageName, string | null>>> {
  const deal = /href='(\/deals\/0x[0-9a-f]{64})'/.exec(await visitor.page('/portfolio'))?.[1] ?? null
  return { home: '/', board: '/rfqs', index: '/indices/BME14', deal, portfolio: '/portfolio' }
}

async function figuresOf(visitor: Visitor, browser: MeasuringBrowser, url: string, path: string): Promise<PageFigures> {
  const times: number[] = []
  for (let time = 0; time < WARM_UPS + TIMES; time++) times.push(await visitor.firstByte(path))
  const seen = []
  for (const width of WIDTHS) seen.push(await browser.see({ url: url + path, cookie: visitor.cookie, width }))
  return {
    firstByteMs: rounded(median(times.slice(WARM_UPS)), 1),
    assetBytes: Math.max(...seen.map(({ assetBytes }) => assetBytes)),
    layoutShift: rounded(Math.max(...seen.map(({ layoutShift }) => layoutShift)), 4),
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN
}

function rounded(number: number, places: number): number {
  return Number(number.toFixed(places))
}
