import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact } from '../adapters/chain/deployment.ts'
import { projectRoot } from './projectRoot.ts'

/** The compiled contracts of the current build, read when asked for. Throws if nothing has been built. */
export function compiledContracts(): (name: string) => Artifact {
  const all = join(projectRoot(), '.build/contracts')
  const current = readFileSync(join(all, 'current'), 'utf8').trim()
  return (name) => JSON.parse(readFileSync(join(all, current, `${name}.json`), 'utf8')) as Artifact
}
