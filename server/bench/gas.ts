/**
 * Measures what every operation on a deal costs, on an embedded chain of its own:
 *
 *   npm run bench:gas -- [--json]
 *
 * With --json the last line of stdout is one JSON object, operation → gas; without, a table beside the budgets. Logs are on stderr.
 */
import { parseArgs } from 'node:util'
import { createLogger } from '../../config/logger.ts'
import { gasTable } from './gasTable.ts'
import { measureGas } from './measureGas.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const figures = await measureGas(createLogger('warn'))
process.stdout.write(`${values.json ? JSON.stringify(figures) : gasTable(figures)}\n`)
