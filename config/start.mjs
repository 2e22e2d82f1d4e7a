/**
 * What `npm start` runs: builds what has changed, says so, and becomes the desk. The desk comes up while the contracts still compile:
 * it needs them only once, when it first deploys them.
 */
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { buildContracts, buildJs } from './build.mjs'

const COMPILING =
  'build      compiling the contracts: about 15 s, this once (installing does it, where its scripts may run)\n'

const compiling = buildContracts({ onCompile: () => process.stdout.write(COMPILING) })
const js = await buildJs()
const contracts = compiling.then(({ folder, line }) => {
  process.stdout.write(`build      ${js.line}, ${line}\n`)
  return folder
})
const { runDesk } = await import(pathToFileURL(join(js.folder, 'server/main.js')).href)
await runDesk(contracts)
