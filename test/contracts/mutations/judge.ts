import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MoneyPath } from './paths.ts'

/** What the tests say of a contract: whether they pass, or the first that does not. */
export type Verdict = { passes: true } | { passes: false; by: string }

const WORK = '.build/mutants'
/** Far more than any suite takes: what has not ended by then never does. */
const PATIENCE_MS = 90_000
const SEED = '0x5eed'
const FORGE = 'node_modules/.bin/forge'

/** Lays out creation codes where the tests find them (support/Shipped.sol), and runs the tests on them. */
export class Judge {
  readonly #root: string
  readonly #folder: string

  /** @param name of a folder of its own: judges work side by side */
  constructor(root: string, name: string) {
    this.#root = root
    this.#folder = `${WORK}/${name}/`
    mkdirSync(join(root, this.#folder), { recursive: true })
  }

  put(contract: string, bytecode: string): void {
    writeFileSync(join(this.#root, this.#folder, `${contract}.json`), JSON.stringify({ abi: [], bytecode }))
  }

  /** All of them, once: as long as some have never been compiled, forge reads every source again each time it is asked. */
  compileTests(): void {
    const options = { cwd: this.#root, env: this.#environment(), encoding: 'utf8', maxBuffer: 2 ** 28 } as const
    const { status, stderr } = spawnSync(join(this.#root, FORGE), ['build'], options)
    if (status !== 0) throw new Error(`the tests do not compile\n${stderr}`)
  }

  /** Asks the suites one after the other, and stops at the first test that fails. */
  verdictOn({ suites }: MoneyPath): Verdict {
    for (const suite of suites) {
      const verdict = this.#verdictOf(suite)
      if (!verdict.passes) return verdict
    }
    return { passes: true }
  }

  #verdictOf(suite: string): Verdict {
    const { stdout, stderr, status, error } = spawnSync(
      join(this.#root, FORGE),
      ['test', '--fail-fast', '--threads', '1', '--fuzz-seed', SEED, '--match-path', suite],
      { cwd: this.#root, env: this.#environment(), encoding: 'utf8', timeout: PATIENCE_MS, maxBuffer: 2 ** 28 },
    )
    if (error && 'code' in error && error.code === 'ETIMEDOUT') return { passes: false, by: `time (${suite})` }
    if (status === 0 && stdout.includes('Suite result: ok')) return { passes: true }
    const [, by] = /\[FAIL.*\] (\w+)/.exec(stdout) ?? []
    if (by === undefined) throw new Error(`forge did not run ${suite}\n${stdout}\n${stderr}`)
    return { passes: false, by }
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      MUTANT: this.#folder,
      FOUNDRY_OUT: `${WORK}/forge/out`,
      FOUNDRY_CACHE_PATH: `${WORK}/forge/cache`,
      FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: `${this.#folder}fuzz`,
      FOUNDRY_FUZZ_RUNS: '64',
      // Enough for the longest test: a loop without end comes to its end.
      FOUNDRY_GAS_LIMIT: '20000000000',
    }
  }
}
