import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../adapters/chain/artifact.ts'
import { projectRoot } from './projectRoot.ts'

/** The compiled contracts by name, as whoever deploys them asks for them. */
export type CompiledContracts = (name: string) => Promise<Artifact>

/** The contracts in `folder`, which may still be compiling; in the current build's, if not said. Throws if nothing has been built. */
export function compiledContracts(folder: string | Promise<string> = currentBuild()): CompiledContracts {
  return async (name) => JSON.parse(await readFile(join(await folder, `${name}.json`), 'utf8')) as Artifact
}

function currentBuild(): string {
  const all = join(projectRoot(), '.build/contracts')
  return join(all, readFileSync(join(all, 'current'), 'utf8').trim())
}
