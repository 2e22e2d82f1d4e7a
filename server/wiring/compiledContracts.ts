import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Artifact } from '../adapters/chain/deployment.ts'

/** The compiled contracts of the current build, read when asked for. Throws if nothing has been built. */
export function compiledContracts(): (name: string) => Artifact {
  const all = join(projectRoot(), '.build/contracts')
  const current = readFileSync(join(all, 'current'), 'utf8').trim()
  return (name) => JSON.parse(readFileSync(join(all, current, `${name}.json`), 'utf8')) as Artifact
}

/** The folder with the package's own package.json: this file runs from the sources and from the build. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error('package.json is not above the running program')
    folder = above
  }
  return folder
}
