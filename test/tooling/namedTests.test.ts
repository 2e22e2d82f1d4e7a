import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NAME = /\btest(?:Fuzz)?_\w+/g

describe('The README of the escrow contracts', () => {
  let readme: string
  let files: string[]
  let declared: Set<string>

  before(async () => {
    readme = await readFile(join(ROOT, 'escrow-contracts/README.md'), 'utf8')
    const all = await readdir(join(ROOT, 'test/contracts'), { recursive: true })
    files = all.filter((file) => file.endsWith('.t.sol'))
    const sources = await Promise.all(files.map((file) => readFile(join(ROOT, 'test/contracts', file), 'utf8')))
    declared = new Set(sources.flatMap((source) => source.match(/(?<=\bfunction )test\w+/g) ?? []))
  })

  it('names only tests that exist, so that every assumption and every attack can be looked up', () => {
    const named = readme.match(NAME) ?? []
    assert.ok(named.length > 60, 'the tables name their tests')
    assert.deepEqual(
      named.filter((name) => !declared.has(name)),
      [],
    )
  })

  it('names only files of tests that exist', () => {
    const named = readme.match(/\w+(?:\.fuzz)?\.t\.sol/g) ?? []
    const known = new Set(files.map((file) => basename(file)))
    assert.deepEqual(
      named.filter((file) => !known.has(file)),
      [],
    )
  })

  it('abridges no name: one that ends in dots cannot be searched for', () => {
    assert.deepEqual(readme.match(/`[^`\n]*…[^`\n]*`/g) ?? [], [])
  })
})

describe('The trees beside the tests of the contracts', () => {
  const CONTRACTS = [
    'DealEscrow',
    'TakeoverWindow',
    'DealFactory',
    'Keeper',
    'oracles/AttestedOracle',
    'oracles/BmeOracle',
    'oracles/DifficultyRelay',
  ]
  let trees: ReadonlyMap<string, string>
  let tests: string[]

  before(async () => {
    const all = await readdir(join(ROOT, 'test/contracts'), { recursive: true })
    tests = all.filter((file) => file.endsWith('.t.sol'))
    const paths = all.filter((file) => file.endsWith('.tree'))
    const texts = await Promise.all(paths.map((path) => readFile(join(ROOT, 'test/contracts', path), 'utf8')))
    trees = new Map(paths.map((path, index) => [path, texts[index] ?? '']))
  })

  it('tell of every act of every contract under its own name', async () => {
    const sources = await Promise.all(
      CONTRACTS.map((name) => readFile(join(ROOT, `escrow-contracts/src/${name}.sol`), 'utf8')),
    )
    const acts = sources.flatMap(actsOf)
    const headings = new Set([...trees.values()].flatMap((tree) => headingsOf(tree).match(/\w+/g) ?? []))
    assert.ok(acts.length > 20, 'the acts are found')
    assert.deepEqual(
      acts.filter((act) => !headings.has(act)),
      [],
    )
  })

  it('each stand beside tests of the same name', () => {
    const bare = [...trees.keys()].filter((tree) => {
      const stem = tree.slice(0, -'.tree'.length)
      return !tests.some((file) => file.startsWith(stem))
    })
    assert.deepEqual(bare, [])
  })
})

/** What anybody may call to change something. */
function actsOf(source: string): string[] {
  const heads = [...source.matchAll(/function (\w+)\([^)]*\)([^{;]*)\{/g)]
  return heads
    .filter(([, , rest = '']) => /\b(?:external|public)\b/.test(rest) && !/\b(?:view|pure)\b/.test(rest))
    .map(([, name = '']) => name)
}

/** The lines of a tree that are no branches. */
function headingsOf(tree: string): string {
  return tree
    .split('\n')
    .filter((line) => /^[^├└│\s]/.test(line))
    .join('\n')
}
