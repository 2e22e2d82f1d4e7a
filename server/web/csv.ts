/** A cell: text of people, or what this desk printed itself (numbers, times, hex). */
export type Cell = string | number | null

/** Plain decimals are numbers, whatever sign they begin with; they cannot be a formula. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/

/**
 * Rows as comma-separated values: CRLF between lines, quotes where a cell needs them, and an apostrophe before text that a
 * spreadsheet would run as a formula: names are typed by strangers.
 *
 * Source: RFC 4180.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(cell: Cell): string {
  const text = cell === null ? '' : String(cell)
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
