/**
 * Disturbs the engine and says whether the result is the same:
 *
 *   npm run test:faults -- --seed=7 --faults=600 --rough=60 --only=matures
 *
 * `--faults` befall servers at one of their messages; `--rough` ones are children killed and lines cut. The seed draws both; without one
 * a new one is drawn, and printed. Exit code 1 where anything came out differently.
 */
import { parseArgs } from 'node:util'
import { runBench } from './bench.ts'
import { runRough } from './rough.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    faults: { type: 'string', default: '600' },
    rough: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
  },
})
const { seed, only } = values
const tell = (line: string) => {
  console.log(line)
}

tell(`seed ${seed}`)
const rough = await runRough(seed, countOf('rough'), tell)
const report = await runBench({ seed, count: countOf('faults'), only, tell })
tell(JSON.stringify({ ...report, rough }, null, 2))
process.exitCode = report.differences.length + rough.differences.length > 0 ? 1 : 0

function countOf(option: 'faults' | 'rough'): number {
  const count = Number(values[option])
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`--${option} is a whole number`)
  return count
}
