/**
 * Recomputes a deal from its replay file, offline, and says where the two part:
 *
 *   npm run replay -- file.json [--json]
 *
 * Exit code 0: every number agrees. 1: the file differs; the first difference is named, with what was expected and what the file says.
 * With --json stdout is one JSON object. Needs no database, no chain and no network.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { recompute } from './recompute.ts'
import { reportForPrograms, reportOf } from './report.ts'

const EX_USAGE = 64
const EX_DATA = 65
const EX_NO_INPUT = 66

const [path, json] = asked()
const verdict = recompute(await contentOf(path))
process.stdout.write(json ? `${reportForPrograms(verdict)}\n` : reportOf(verdict, path))
process.exitCode = verdict.agrees ? 0 : 1

function asked(): readonly [path: string, json: boolean] {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
    const [path, ...more] = positionals
    if (path !== undefined && more.length === 0) return [path, values.json === true]
  } catch {
    // An option that there is not: told how it is used, like everybody who asks for something else.
  }
  return stop(EX_USAGE, 'Usage: npm run replay -- FILE.json [--json]')
}

async function contentOf(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((failure: unknown) =>
    stop(EX_NO_INPUT, `${path} cannot be read: ${failure instanceof Error ? failure.message : String(failure)}`),
  )
  try {
    return JSON.parse(text) as unknown
  } catch {
    return stop(EX_DATA, `${path} is not JSON`)
  }
}

function stop(code: number, why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(code)
}
