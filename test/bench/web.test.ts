/** What every page weighs and whether it stands still, as the command that outside programs run says it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { WebFigures } from '../../server/bench/webFigures.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The pages that have a budget. */
const PAGES = ['home', 'board', 'index', 'deal', 'portfolio'] as const

const MOST_BYTES = 150_000

describe('the pages of a freshly seeded desk', () => {
  let figures: WebFigures

  before(async function () {
    // A build, if the sources have changed, a first start, and every page two dozen times and in two windows.
    this.timeout(180_000)
    const command = ['config/run.mjs', 'server/bench/web', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT })
    figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as WebFigures
  })

  for (const page of PAGES) {
    it(`are light and stand still: ${page}`, () => {
      const measured = figures[page]
      assert.ok(measured !== null, 'the seeded desk has this page')
      assert.ok(measured.assetBytes > 1_000 && measured.assetBytes <= MOST_BYTES, `${measured.assetBytes} bytes`)
      assert.equal(measured.layoutShift, 0)
      assert.ok(measured.firstByteMs > 0)
    })
  }
})
