import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutants.ts'
import type { Fate } from './worker.ts'

/** A mutant and what became of it. */
export interface Judged {
  mutant: Mutant
  fate: Fate
}

/** A survivor that no test needs to notice, and why; found by its text, wherever its line moves. */
interface Explained {
  file: string
  original: string
  mutated: string
  why: string
}

interface Run {
  seed: string
  share: number
  all: number
  judged: Judged[]
}

/** What the command prints. `mutants` are those that compile to other code than the contract's. */
interface Report {
  seed: string
  share: number
  all: number
  mutants: number
  killed: number
  explained: number
  sameCode: number
  notCompiling: number
  survived: { at: string; original: string; mutated: string }[]
}

/** Counts the fates, and lists the survivors that are not explained in `explained.json`. */
export function reportOn({ seed, share, all, judged }: Run): Report {
  const explained = JSON.parse(readFileSync(join(import.meta.dirname, 'explained.json'), 'utf8')) as Explained[]
  const count = (fate: Fate['fate']) => judged.filter((one) => one.fate.fate === fate).length
  const survivors = judged.filter(({ fate }) => fate.fate === 'survived').map(({ mutant }) => mutant)
  const unexplained = survivors.filter((mutant) => !explained.some((one) => isOf(one, mutant)))
  return {
    seed,
    share,
    all,
    mutants: survivors.length + count('killed'),
    killed: count('killed'),
    explained: survivors.length - unexplained.length,
    sameCode: count('same code'),
    notCompiling: count('does not compile'),
    survived: unexplained.map(({ file, line, original, mutated }) => ({ at: `${file}:${line}`, original, mutated })),
  }
}

function isOf({ file, original, mutated }: Explained, mutant: Mutant): boolean {
  return mutant.file.endsWith(file) && mutant.original === original && mutant.mutated === mutated
}
