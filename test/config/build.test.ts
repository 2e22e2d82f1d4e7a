import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../support/embedded.ts'

interface Built {
  readonly folder: string
  readonly line: string
}

interface Build {
  buildJs(root?: string): Promise<Built>
  buildContracts(options?: { readonly onCompile?: () => void }): Promise<Built>
}

interface Contract {
  readonly bytecode: string
  readonly deployedBytecode: string
  readonly immutableReferences: Readonly<Record<string, unknown>>
  readonly abi: readonly unknown[]
}

const ROOT = join(import.meta.dirname, '../..')

// By a name the type checker does not follow: the build is plain JavaScript.
const BUILD: string = join(ROOT, 'config/build.mjs')

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A desk of three files. */
function tinyTree(): string {
  const root = temporaryFolder()
  write(root, 'package.json', '{ "type": "module" }')
  cpSync(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'))
  write(root, 'config/names.ts', "export const name: string = 'desk'\n")
  write(root, 'server/words.json', '{ "hello": "good day" }')
  write(
    root,
    'server/main.ts',
    `import { readFileSync } from 'node:fs'
     import type { Hello } from './types.ts'
     import { name } from '../config/names.ts'
     const { hello } = JSON.parse(readFileSync(new URL('./words.json', import.meta.url), 'utf8')) as Hello
     const { twice } = await import('./twice.ts')
     console.log(twice(hello), name)`,
  )
  write(root, 'server/types.ts', 'export interface Hello { readonly hello: string }\n')
  write(root, 'server/twice.ts', 'export const twice = (word: string): string => `${word} ${word}`\n')
  return root
}

const run = (folder: string) => spawnSync(process.execPath, [join(folder, 'server/main.js')], { encoding: 'utf8' })

const builds = (root: string) => readdirSync(join(root, '.build/js')).sort()

describe('the build', function () {
  this.timeout(60_000)
  let build: Build

  before(async () => {
    build = (await import(BUILD)) as Build
  })

  describe('of the code', () => {
    it('makes modules that Node runs as they are', async () => {
      const { folder } = await build.buildJs(tinyTree())
      const { stdout, stderr } = run(folder)
      assert.deepEqual([stdout, stderr], ['good day good day desk\n', ''])
      assert.match(readFileSync(join(folder, 'config/names.js'), 'utf8'), /^export const name = 'desk'/)
    })

    it('is not made again while nothing has changed', async () => {
      const root = tinyTree()
      const first = await build.buildJs(root)
      const made = statSync(join(first.folder, 'server/main.js')).mtimeMs
      const second = await build.buildJs(root)
      assert.equal(second.folder, first.folder)
      assert.match(second.line, /unchanged/)
      assert.equal(statSync(join(first.folder, 'server/main.js')).mtimeMs, made)
      assert.equal(builds(root).length, 1)
    })

    it('is made beside the one before when a source changes, and is that one again when it changes back', async () => {
      const root = tinyTree()
      const before = await build.buildJs(root)
      write(root, 'config/names.ts', "export const name: string = 'office'\n")
      const after = await build.buildJs(root)
      assert.notEqual(after.folder, before.folder)
      assert.equal(run(after.folder).stdout, 'good day good day office\n')
      assert.equal(run(before.folder).stdout, 'good day good day desk\n')
      write(root, 'config/names.ts', "export const name: string = 'desk'\n")
      assert.equal((await build.buildJs(root)).folder, before.folder)
    })

    it('keeps this build and the one before, and nothing half made', async () => {
      const root = tinyTree()
      for (const name of ['one', 'two', 'three', 'four']) {
        write(root, 'config/names.ts', `export const name = '${name}'\n`)
        await build.buildJs(root)
      }
      assert.equal(builds(root).length, 2)
    })

    it('comes out whole when it is made twice at the same time', async () => {
      const root = tinyTree()
      const [one, other] = await Promise.all([build.buildJs(root), build.buildJs(root)])
      assert.equal(one.folder, other.folder)
      assert.equal(run(one.folder).stdout, 'good day good day desk\n')
      assert.equal(builds(root).length, 1)
    })

    it('says which file is not TypeScript, and leaves nothing behind', async () => {
      const root = tinyTree()
      write(root, 'server/twice.ts', 'export const twice = = 2\n')
      await assert.rejects(build.buildJs(root), /server\/twice\.ts/)
      assert.deepEqual(builds(root), [])
    })
  })

  describe('of the contracts', () => {
    it('gives what deploys and checks an escrow: its interface, its code and where its immutables stand', async () => {
      const { folder } = await build.buildContracts()
      const factory = contractIn(folder, 'DealFactory')
      assert.match(factory.bytecode, /^0x[0-9a-f]{100,}$/)
      assert.match(factory.deployedBytecode, /^0x[0-9a-f]{100,}$/)
      assert.ok(Object.keys(factory.immutableReferences).length > 0)
      const abi: unknown = JSON.parse(readFileSync(join(ROOT, '.build/abi/DealFactory.json'), 'utf8'))
      assert.deepEqual(abi, factory.abi)
      assert.equal((await build.buildContracts()).folder, folder)
    })

    it('keeps what it was made from, so that the tests of the contracts refuse a build of other sources', async () => {
      const { folder } = await build.buildContracts()
      const paths = readFileSync(join(folder, 'sources.txt'), 'utf8').split('\n')
      for (const path of ['escrow-contracts/src/DealEscrow.sol', 'foundry.toml']) assert.ok(paths.includes(path), path)
      for (const path of paths) {
        const [kept, today] = [join(folder, 'sources', path), join(ROOT, path)]
        assert.equal(readFileSync(kept, 'utf8'), readFileSync(today, 'utf8'), path)
      }
    })

    it('is not announced where nothing is compiled', async () => {
      await build.buildContracts()
      await build.buildContracts({ onCompile: () => assert.fail('compiles what is there') })
    })
  })
})

function contractIn(folder: string, name: string): Contract {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Contract
}
