/**
 * Changes the contracts on which money depends in one place at a time, and says which changes no test notices.
 *
 *   npm run test:mutations -- --share=0.1 --seed=7 --only=Payoff
 *
 * A share of the mutants is drawn by the seed; `--only` keeps the sources whose path contains the word; `--from` leaves out as many as
 * an interrupted run has judged.
 */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { creationCodeOf, readSources, treesOf } from './compiler.ts'
import { Judge } from './judge.ts'
import { mutantsOf, sampleOf, type Mutant } from './mutants.ts'
import { MONEY_PATHS, pathOf } from './paths.ts'
import { reportOn, type Judged } from './report.ts'
import type { Fate, Order } from './worker.ts'

const ROOT = join(import.meta.dirname, '../../..')
const WORKERS = 2

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
  },
})
const share = Number(values.share)
if (!(share > 0 && share <= 1)) throw new RangeError('--share is more than 0 and at most 1')

const all = allMutants().filter(({ file }) => file.includes(values.only))
const sample = sampleOf(all, values.seed, share).slice(Number(values.from))
say(`${sample.length} of ${all.length} mutants`)
const codes = codesAsTheyAre()
requirePassing(sample)
const judged = await judgeAll(sample)
const report = reportOn({ seed: values.seed, share, judged, all: all.length })
console.log(JSON.stringify(report, null, 2))
process.exitCode = report.survived.length > 0 ? 1 : 0

function allMutants(): Mutant[] {
  const sources = readSources(ROOT)
  const trees = treesOf(ROOT, sources)
  return MONEY_PATHS.flatMap(({ madeOf }) => madeOf).flatMap((file) => {
    const [text, ast] = [sources.get(file), trees.get(file)]
    if (!text || !ast) throw new Error(`there is no ${file}`)
    return mutantsOf({ file, text, ast })
  })
}

function codesAsTheyAre(): [contract: string, code: string][] {
  const sources = readSources(ROOT)
  return MONEY_PATHS.map((path) => {
    const code = creationCodeOf(ROOT, path, sources)
    if (code === null) throw new Error(`${path.contract} does not compile`)
    return [path.contract, code]
  })
}

/** A test that fails on the contracts as they are would kill every mutant. */
function requirePassing(mutants: Mutant[]): void {
  const judge = new Judge(ROOT, 'unchanged')
  judge.compileTests()
  for (const [contract, code] of codes) judge.put(contract, code)
  for (const path of new Set(mutants.map(({ file }) => pathOf(file)))) {
    const verdict = judge.verdictOn(path)
    if (!verdict.passes) throw new Error(`without any change ${path.contract} fails ${verdict.by}`)
    say(`${path.contract} passes as it is`)
  }
}

async function judgeAll(mutants: Mutant[]): Promise<Judged[]> {
  const waiting = [...mutants]
  const done: Judged[] = []
  await Promise.all(
    Array.from({ length: WORKERS }, async (_, index) => {
      const worker = fork(join(import.meta.dirname, 'worker.ts'))
      const ask = async (order: Order): Promise<Fate> =>
        new Promise((resolve, reject) => {
          worker.once('message', (fate) => {
            worker.off('exit', reject)
            resolve(fate as Fate)
          })
          worker.once('exit', reject)
          worker.send(order)
        })
      await ask({ root: ROOT, name: `worker${index}`, codes })
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        done.push({ mutant, fate: await ask(mutant) })
        tell(done)
      }
      worker.disconnect()
    }),
  )
  return done
}

function tell(done: Judged[]): void {
  const last = done.at(-1)
  if (!last) return
  const { mutant, fate } = last
  const by = 'by' in fate ? ` by ${fate.by}` : ''
  say(`${done.length} ${fate.fate}${by} ${mutant.file}:${mutant.line} ${mutant.original} → ${mutant.mutated}`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
