/** What `npm start` runs: builds what has changed, says so, and becomes the desk. */
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { build } from './build.mjs'

const { js, line } = await build()
process.stdout.write(`${line}\n`)
await import(pathToFileURL(join(js, 'server/main.js')).href)
