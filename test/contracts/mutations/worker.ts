/** Compiles one mutant after the other and has the tests judge it. The compiler blocks: each worker is a program of its own. */
import { creationCodeOf, readSources } from './compiler.ts'
import { Judge } from './judge.ts'
import { mutatedText, type Mutant } from './mutants.ts'
import { pathOf } from './paths.ts'

/** What a worker is told first, and then for each mutant. */
export type Order = { root: string; name: string; codes: [contract: string, code: string][] } | Mutant
/** Killed by a test or by time; the same code as without the change; or no code at all. */
export type Fate = { fate: 'killed'; by: string } | { fate: 'survived' | 'same code' | 'does not compile' }

let standing: { root: string; judge: Judge; sources: Map<string, Buffer>; codes: Map<string, string> } | undefined

process.on('message', (order: Order) => {
  if ('root' in order) {
    const { root, name, codes } = order
    standing = { root, judge: new Judge(root, name), sources: readSources(root), codes: new Map(codes) }
    for (const [contract, code] of codes) standing.judge.put(contract, code)
    process.send?.('ready')
  } else process.send?.(fateOf(order))
})

function fateOf({ file, change }: Mutant): Fate {
  if (!standing) throw new Error('a mutant came before the codes')
  const { root, judge, sources, codes } = standing
  const path = pathOf(file)
  const text = sources.get(file) ?? Buffer.from('')
  const code = creationCodeOf(root, path, new Map(sources).set(file, Buffer.from(mutatedText(text, change))))
  const usual = codes.get(path.contract)
  if (code === null || usual === undefined) return { fate: 'does not compile' }
  if (code === usual) return { fate: 'same code' }
  judge.put(path.contract, code)
  const verdict = judge.verdictOn(path)
  judge.put(path.contract, usual)
  return verdict.passes ? { fate: 'survived' } : { fate: 'killed', by: verdict.by }
}
