/** What is measured of one page. */
export interface PageFigures {
  /** Median of what passes between asking for the page and its first byte, in milliseconds. */
  readonly firstByteMs: number
  /** The page with its style sheets, scripts and pictures on a first visit, as sent; fonts left out. */
  readonly assetBytes: number
  /** How far things moved after they were first drawn (cumulative layout shift), the worse of a wide and a narrow window. */
  readonly layoutShift: number
}

export const PAGES = ['home', 'board', 'index', 'deal', 'portfolio'] as const
export type PageName = (typeof PAGES)[number]

/** Null: the seeded desk has no such page. */
export type WebFigures = Readonly<Record<PageName, PageFigures | null>>

/** The most that each page may take. */
const BUDGET: PageFigures = { firstByteMs: 100, assetBytes: 150_000, layoutShift: 0 }

const HEADING = ['page', 'first byte, ms', 'own assets, bytes', 'layout shift', 'within budget']

/** The figures beside their budget, for people. */
export function webTable(figures: WebFigures): string {
  const rows = PAGES.map((page) => [page, ...cells(figures[page])])
  const budget = ['budget', ...numbers(BUDGET), '']
  const table = [HEADING, ...rows, budget]
  const widths = HEADING.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => row.map((cell, column) => aligned(cell, column, widths[column] ?? 0))
  return table.map((row) => line(row).join('   ').trimEnd()).join('\n')
}

function cells(figures: PageFigures | null): readonly string[] {
  return figures === null ? ['–', '–', '–', 'no such page'] : [...numbers(figures), isWithin(figures) ? 'yes' : 'no']
}

function numbers({ firstByteMs, assetBytes, layoutShift }: PageFigures): readonly string[] {
  return [firstByteMs.toFixed(1), assetBytes.toLocaleString('en-GB'), layoutShift.toFixed(3)]
}

function isWithin({ firstByteMs, assetBytes, layoutShift }: PageFigures): boolean {
  return firstByteMs <= BUDGET.firstByteMs && assetBytes <= BUDGET.assetBytes && layoutShift <= BUDGET.layoutShift
}

/** Numbers to the right; the page, and whether it fits, to the left. */
function aligned(cell: string, column: number, width: number): string {
  return column === 0 || column === HEADING.length - 1 ? cell.padEnd(width) : cell.padStart(width)
}
