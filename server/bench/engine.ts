/**
 * Measures one whole fixing of many open deals: the fixing itself, reading it, settling every deal, marking every deal, and reading what
 * came of it; beside it, the time that the very same signed transactions take when they are only sent:
 *
 *   npm run bench:engine -- [--deals 10000] [--rounds 3] [--json]
 *
 * Above 1,000 deals the same is measured at 1,000. With --json the last line of stdout is one JSON object; without, a table. Logs are on stderr.
 */
import { parseArgs } from 'node:util'
import { createLogger } from '../../config/logger.ts'
import { engineTable } from './engineFigures.ts'
import type { EngineFigures } from './engineFigures.ts'
import { measureEngine } from './measureEngine.ts'

const MEASURED_BESIDES = 1_000

const { values } = parseArgs({
  options: {
    deals: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})
const [deals, rounds] = [values.deals, values.rounds].map((text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0))
if (!deals || !rounds) {
  process.stderr.write('Usage: npm run bench:engine -- [--deals NUMBER] [--rounds NUMBER] [--json]\n')
  process.exit(64)
}

const log = createLogger('warn')
const sizes: EngineFigures['sizes'][number][] = []
for (const size of deals > MEASURED_BESIDES ? [MEASURED_BESIDES, deals] : [deals])
  sizes.push(await measureEngine({ deals: size, rounds, log }))
const figures: EngineFigures = { ...sizes.at(-1), sizes }
process.stdout.write(`${values.json ? JSON.stringify(figures) : engineTable(figures)}\n`)
