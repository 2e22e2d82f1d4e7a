/**
 * Builds what has changed, then runs one entry point of the desk, here and now, with the arguments that follow it:
 *
 *   node config/run.mjs server/demo/main --json
 *
 * What the build has to say goes to stderr: stdout belongs to the command.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'

const [entry, ...asked] = process.argv.slice(2)
if (entry === undefined) {
  process.stderr.write('Name what to run, such as server/demo/main\n')
  process.exit(64)
}

const { js, line } = await build()
process.stderr.write(`${line}\n`)
const program = join(js, `${entry}.js`)
process.argv = [process.argv[0], program, ...asked]
await import(pathToFileURL(program).href)
