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
