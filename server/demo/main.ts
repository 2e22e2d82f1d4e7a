/**
 * Plays one deal end to end on real difficulty, headless, over the embedded parts:
 *
 *   npm run demo -- [--scenario default|mature|cured|terminate|unwind|takeover] [--seed N] [--json]
 *                   [--replay-file FILE.json]
 *
 * With --json every line of stdout is one JSON object; without, it is told for a person. Logs are on stderr. With --replay-file the
 * deal's replay file is written there, as the desk serves it: `npm run replay -- FILE.json` recomputes it.
 */
import { parseArgs } from 'node:util'
import { createLogger } from '../../config/logger.ts'
import { narration } from './narrate.ts'
import { startParts } from './parts.ts'
import type { Line } from './play.ts'
import { SCENARIO, SCENARIOS } from './scenarios.ts'
import type { ScenarioName } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'default' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    'replay-file': { type: 'string' },
  },
})

if (!isScenario(values.scenario) || !/^\d{1,30}$/.test(values.seed)) {
  process.stderr.write(
    `Usage: npm run demo -- [--scenario ${SCENARIOS.join('|')}] [--seed NUMBER] [--json] [--replay-file FILE.json]\n`,
  )
  process.exit(64)
}

const scenario = SCENARIO[values.scenario]
const log = createLogger('warn')
// The parts come up while the libraries load.
const [parts, { buildStage }, { play }] = await Promise.all([
  startParts(scenario.genesis, log),
  import('./stage.ts'),
  import('./play.ts'),
])
const narrate = narration()
const stage = await buildStage(scenario, parts, log)
try {
  const tell = (line: Line) => {
    process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : narrate(line))
  }
  const dealId = await stage.alone(() => play(scenario, stage, BigInt(values.seed), tell))
  const path = values['replay-file']
  if (path !== undefined) {
    const { writeReplayFile } = await import('./writeReplayFile.ts')
    await writeReplayFile(stage, dealId, path)
  }
} finally {
  await stage.leave()
}

function isScenario(name: string): name is ScenarioName {
  return (SCENARIOS as readonly string[]).includes(name)
}
