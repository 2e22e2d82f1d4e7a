/**
 * Measures the pages of a freshly seeded desk that it starts for itself:
 *
 *   npm run bench:web -- [--json]
 *
 * With --json the last line of stdout is one JSON object, page → first byte, weight and layout shift; without, a table beside the
 * budgets. It needs the development dependencies, for a browser.
 */
import { parseArgs } from 'node:util'
import { measureWeb } from './measureWeb.ts'
import { webTable } from './webFigures.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const figures = await measureWeb()
process.stdout.write(`${values.json ? JSON.stringify(figures) : webTable(figures)}\n`)
